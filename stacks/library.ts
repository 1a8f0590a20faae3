/** The exports of `@marketplane/deployment`, for a Pulumi program and for tools that read its files. */

export { deployStack, type StackOutputs } from "./deploy-stack.ts";
export { Deployment } from "./deployment.ts";
export { DeploymentSettings, type ReadSettings, readDeploymentSettings } from "./deployment-settings.ts";
export { type Problem, problemText } from "./problems.ts";
export { configOfRun } from "./program-run.ts";
export { type DeclaredTenant, readTenants, type Tenants } from "./read-tenants.ts";
export type { StackConfig } from "./stack-config.ts";
export { type HostnameOutput, Tenant, type TenantArgs, type TenantGround } from "./tenant.ts";
export { TenantDeclaration, type TenantFile } from "./tenant-declaration.ts";
export type { TenantRules } from "./tenant-rules.ts";
