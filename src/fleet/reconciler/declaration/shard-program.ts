import { definitionTypeOf } from "@marketplane/providers/engine-types.ts";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { cnameTargetOf } from "../../../../stacks/cname-target.ts";
import { type HostnameOutput, Tenant } from "../../../../stacks/tenant.ts";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import { resourceKey } from "../../../../stacks/tenant-of-urn.ts";
import type { ControlPlaneConfig } from "../../../core/config/control-plane-config.ts";
import type { HostnameObservation } from "../../../core/ledger/record-observations.ts";
import type { ConditionType } from "../../../core/model/condition.ts";
import { HostnameDetails } from "../../hostnames/hostname-details.ts";

/** A resource that a program declared for a tenant. */
export interface DeclaredResource {
  /** The condition that depends on it. All resources of a tenant count for Ready. */
  readonly condition: ConditionType;
  /** Set for a custom hostname. */
  readonly hostname?: string;
}

/** What a run learned about a tenant; parts whose resources failed are missing. */
export interface TenantResult {
  licenseKeys?: readonly string[];
  /** Whether the owner uses one of the tenant's licenses. */
  readonly isUsed: boolean;
  /** Every resource that the program declared for the tenant, by resourceKey. */
  readonly declared: Map<string, DeclaredResource>;
  readonly hostnames: Map<string, HostnameObservation>;
}

export interface ShardProgram {
  readonly program: PulumiFn;
  /** By tenant id, filled while the program runs. */
  readonly results: ReadonlyMap<string, TenantResult>;
}

/**
 * The program of a shard: its tenants, built from the components of stacks/. The deployment that they share
 * is in another stack.
 */
export function shardProgram(
  declarations: readonly TenantDeclaration[],
  { deployment, values }: Pick<ControlPlaneConfig, "deployment" | "values">,
): ShardProgram {
  const { zoneId, cnameTarget } = deployment;
  const shared = {
    zoneId,
    pricings: new Map<string, pulumi.Resource>(),
    cnameTargetOf: (id: string) => cnameTargetOf(cnameTarget, id),
  };
  const configValue = (name: string) => pulumi.secret(values[name] ?? "");
  const results = new Map<string, TenantResult>();
  const program = async () => {
    for (const declaration of declarations) {
      const { id } = declaration;
      const result: TenantResult = {
        isUsed: declaration.license.assignUsage !== false,
        declared: new Map(),
        hostnames: new Map(),
      };
      results.set(id, result);
      const args = { declaration, deployment: shared, settings: deployment, configValue };
      const tenant = new Tenant(id, args, { transformations: [recordIn(result.declared, declaration)] });
      tenant.licenseKeys.apply((keys) => {
        result.licenseKeys = keys;
      });
      for (const hostname of tenant.hostnames) {
        toObservation(hostname).apply((observation) => result.hostnames.set(observation.hostname, observation));
      }
    }
  };
  return { program, results };
}

/** The engine reports on resources, not on the component around them. */
function recordIn(declared: TenantResult["declared"], declaration: TenantDeclaration): pulumi.ResourceTransformation {
  return ({ resource, type, name, props }) => {
    if (resource instanceof pulumi.CustomResource) {
      declared.set(resourceKey(type, name), toDeclared(type, props, declaration));
    }
    return undefined;
  };
}

/** Members have users and assignments too; the license belongs to the owner. */
function toDeclared(type: string, props: pulumi.Inputs, { owner }: TenantDeclaration): DeclaredResource {
  const { login, userLogin, hostname } = props;
  switch (definitionTypeOf(type)) {
    case "cloudflare:CustomHostname":
      return { condition: "HostnamesActive", ...(typeof hostname === "string" && { hostname }) };
    case "clevercloud:AddonConfig":
      return { condition: "ConfigPushed" };
    case "apifew:License":
      return { condition: "Licensed" };
    case "apifew:User":
    case "apifew:LicenseAssignment":
      return { condition: (login ?? userLogin) === owner.login ? "Licensed" : "Ready" };
    default:
      return { condition: "Ready" };
  }
}

/** The outputs of a hostname resource, as the hostname watcher stores them. */
function toObservation(output: HostnameOutput): pulumi.Output<HostnameObservation> {
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
