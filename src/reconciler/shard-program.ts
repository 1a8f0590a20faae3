import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { Tenant } from "../../stacks/tenant.ts";
import type { TenantDeclaration } from "../../stacks/tenant-declaration.ts";
import type { ControlPlaneConfig } from "../config/control-plane-config.ts";

/** What became known of one of a tenant's hostnames in a run. */
export interface HostnameResult {
  readonly hostname: string;
  readonly status: string;
  readonly certificate: string | undefined;
  readonly errors: readonly string[];
}

/** What became known of a tenant in a run; parts whose resources failed are missing. */
export interface TenantResult {
  licenseKeys?: readonly string[];
  readonly hostnames: Map<string, HostnameResult>;
}

export interface ShardProgram {
  readonly program: PulumiFn;
  /** By tenant id, filled while the program runs. */
  readonly results: ReadonlyMap<string, TenantResult>;
}

/** The program of a shard: its tenants, by the components of stacks/. The deployment that they share is another stack's. */
export function shardProgram(
  declarations: readonly TenantDeclaration[],
  { deployment, values }: Pick<ControlPlaneConfig, "deployment" | "values">,
): ShardProgram {
  const { zoneId, cnameTarget } = deployment;
  const ground = {
    zoneId,
    pricings: new Map<string, pulumi.Resource>(),
    cnameTargetOf: (id: string) => (cnameTarget.wildcard ? `${id}.${cnameTarget.hostname}` : cnameTarget.hostname),
  };
  const configValue = (name: string) => pulumi.secret(values[name] ?? "");
  const results = new Map<string, TenantResult>();
  const program = async () => {
    for (const declaration of declarations) {
      const { id } = declaration;
      const result: TenantResult = { hostnames: new Map() };
      results.set(id, result);
      const tenant = new Tenant(id, { declaration, deployment: ground, settings: deployment, configValue });
      tenant.licenseKeys.apply((keys) => {
        result.licenseKeys = keys;
      });
      for (const { hostname, status, certificate, errors } of tenant.hostnames) {
        pulumi.all([status, certificate, errors]).apply(([known, knownCertificate, knownErrors]) => {
          result.hostnames.set(hostname, {
            hostname,
            status: known,
            certificate: knownCertificate,
            errors: knownErrors,
          });
        });
      }
    }
  };
  return { program, results };
}
