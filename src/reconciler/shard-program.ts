import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { type HostnameOutput, Tenant } from "../../stacks/tenant.ts";
import type { TenantDeclaration } from "../../stacks/tenant-declaration.ts";
import type { ControlPlaneConfig } from "../config/control-plane-config.ts";
import { HostnameDetails } from "../hostnames/hostname-details.ts";
import type { HostnameObservation } from "../ledger/record-observations.ts";

/** What became known of a tenant in a run; parts whose resources failed are missing. */
export interface TenantResult {
  licenseKeys?: readonly string[];
  readonly hostnames: Map<string, HostnameObservation>;
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
      for (const hostname of tenant.hostnames) {
        observed(hostname).apply((observation) => result.hostnames.set(observation.hostname, observation));
      }
    }
  };
  return { program, results };
}

/** What the resource of a hostname yields, as the watcher of hostnames keeps it. */
function observed(output: HostnameOutput): pulumi.Output<HostnameObservation> {
  const { hostname, id, status, certificate, validationRecords, ownershipVerification, errors } = output;
  return pulumi.all([id, status, certificate, validationRecords, ownershipVerification, errors]).apply(
    ([cloudflareId, known, knownCertificate, records, ownership, knownErrors]): HostnameObservation => ({
      hostname,
      cloudflareId,
      status: known,
      certificateStatus: knownCertificate ?? null,
      details: HostnameDetails.parse({
        ownershipTxt: ownership,
        validationRecords: records ?? [],
        errors: knownErrors,
      }),
    }),
  );
}
