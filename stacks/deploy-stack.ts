import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { credentialProblems } from "./credential-problems.ts";
import { deletionProblems, deletionsAllowedVariable, deployedTenants } from "./deleted-tenants.ts";
import { Deployment } from "./deployment.ts";
import { readDeploymentSettings } from "./deployment-settings.ts";
import { nativeProviderOf } from "./native-provider.ts";
import { configOfRun, failOn } from "./program-run.ts";
import { readTenants } from "./read-tenants.ts";
import { Tenant } from "./tenant.ts";
import { unknownSettingProblems } from "./unknown-settings.ts";

/** The outputs of a stack. */
export interface StackOutputs {
  /**
   * For each tenant: the CNAME that the customer sets for each hostname, and the records that prove ownership.
   */
  readonly hostnames: Readonly<Record<string, Tenant["hostnames"]>>;
  /** For each tenant: the keys of its licenses. */
  readonly licenseKeys: pulumi.Output<Readonly<Record<string, readonly string[]>>>;
  /** The add-on manifest to upload to Clever Cloud, with its generated password and salt. */
  readonly manifest: pulumi.Output<string> | undefined;
  /** The zone's fallback origin, and whether Cloudflare has deployed it. */
  readonly fallbackOrigin: Pick<Deployment["fallbackOrigin"], "origin" | "status">;
}

/**
 * Declares the deployment in the stack's configuration and every tenant in its folder. This is the whole program of a
 * stack.
 */
export async function deployStack(): Promise<StackOutputs> {
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

  const options = nativeProviderOf(config, settings);
  const deployment = new Deployment("deployment", settings, options);
  const tenants = read.tenants.map(({ declaration }) => ({
    id: declaration.id,
    tenant: new Tenant(declaration.id, { declaration, deployment, settings }, options),
  }));
  return {
    hostnames: Object.fromEntries(tenants.map(({ id, tenant }) => [id, tenant.hostnames])),
    licenseKeys: pulumi.secret(Object.fromEntries(tenants.map(({ id, tenant }) => [id, tenant.licenseKeys]))),
    manifest: deployment.manifest && pulumi.secret(deployment.manifest.json),
    fallbackOrigin: { origin: deployment.fallbackOrigin.origin, status: deployment.fallbackOrigin.status },
  };
}
