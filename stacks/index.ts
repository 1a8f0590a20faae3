/**
 * The program that `pulumi up` runs: the deployment in the stack's configuration and every tenant in its
 * folder.
 */
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { credentialProblems } from "./credential-problems.ts";
import { deletionProblems, deletionsAllowedVariable, deployedTenants } from "./deleted-tenants.ts";
import { Deployment } from "./deployment.ts";
import { readDeploymentSettings } from "./deployment-settings.ts";
import { configOfRun, failOn } from "./program-run.ts";
import { readTenants } from "./read-tenants.ts";
import { Tenant } from "./tenant.ts";
import { unknownSettingProblems } from "./unknown-settings.ts";

const config = configOfRun();
const { settings, part, problems } = readDeploymentSettings(config);
const read = readTenants(resolve(pulumi.getRootDirectory(), part.tenants ?? "tenants"), {
  plans: part.plans && Object.keys(part.plans),
  configVars: part.manifest?.configVars ?? (settings === undefined ? "any" : undefined),
  ownNames: [part.cnameTarget, part.fallbackOrigin].flatMap((own) => (own ? [own.hostname] : [])),
  values: config.values,
});
failOn([...problems, ...credentialProblems(config), ...unknownSettingProblems(config, read.parts), ...read.problems]);
if (!settings) {
  throw new Error("a configuration without problems has settings");
}
const declared = read.tenants.map(({ declaration }) => declaration.id);
if (process.env[deletionsAllowedVariable] !== "true") {
  failOn(deletionProblems(await deployedTenants(), declared, settings));
}

const deployment = new Deployment("deployment", settings);
const tenants = read.tenants.map(({ declaration }) => ({
  id: declaration.id,
  tenant: new Tenant(declaration.id, { declaration, deployment, settings }),
}));

/**
 * For each tenant: the CNAME that the customer sets for each hostname, and the records that prove ownership.
 */
export const hostnames = Object.fromEntries(tenants.map(({ id, tenant }) => [id, tenant.hostnames]));
/** For each tenant: the keys of its licenses. */
export const licenseKeys = pulumi.secret(Object.fromEntries(tenants.map(({ id, tenant }) => [id, tenant.licenseKeys])));
/** The add-on manifest to upload to Clever Cloud, with its generated password and salt. */
export const manifest = deployment.manifest && pulumi.secret(deployment.manifest.json);
/** The zone's fallback origin, and whether Cloudflare has deployed it. */
export const fallbackOrigin = {
  origin: deployment.fallbackOrigin.origin,
  status: deployment.fallbackOrigin.status,
};
