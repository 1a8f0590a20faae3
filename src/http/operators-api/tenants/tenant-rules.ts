import { isSameLogin } from "@marketplane/providers/apifew/login.ts";
import { ownNameFault } from "../../../../stacks/hostname-faults.ts";
import { licensesUsed } from "../../../../stacks/tenant-declaration.ts";
import type { Desired } from "../../../core/model/tenant.ts";
import { type NamingConfig, ownNames } from "../../../fleet/hostnames/own-names.ts";
import { findPlan, type SoldPlans } from "../../kernel/plan-terms.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { PropertyError } from "../../kernel/property-error.ts";

type PlanTerms = NonNullable<ReturnType<typeof findPlan>>;

/** The tenant's desired state, and what it is checked against. */
export type TenantConfig = SoldPlans & NamingConfig;

/** Refuses values that the plan does not include, and values that a file in tenants/ may not have either. */
export function assertAllowed(plan: string, desired: Desired, config: TenantConfig, before?: Desired): void {
  const errors = [
    ...planErrors(plan, desired, config),
    ...ownNameErrors(desired, config, before),
    ...repeated(
      "hostnames",
      desired.hostnames.map(({ hostname }) => hostname),
    ),
    ...repeated(
      "members",
      desired.members.map(({ login }) => login),
      desired.owner?.login,
    ),
  ];
  if (errors.length > 0) {
    const detail = `${errors.map(({ path, message }) => `${path} ${message}`).join("; ")}.`;
    throw new HttpError(422, { detail, members: { errors } });
  }
}

function planErrors(plan: string, desired: Desired, config: SoldPlans): PropertyError[] {
  const terms = findPlan(config, plan);
  if (terms === undefined) {
    const sold = Object.keys(config.deployment.plans).join(", ");
    return [{ path: "plan", message: `must be one of ${sold} (it is ${JSON.stringify(plan)})` }];
  }
  const { limits, licenses } = terms;
  return [
    ...limitErrors(plan, limits, desired),
    ...licenseErrors(desired.license?.quantity ?? licenses, licensesUsed(desired)),
  ];
}

/** Hostnames that the tenant already has are not checked, because the change may not concern them. */
function ownNameErrors(desired: Desired, config: TenantConfig, before: Desired | undefined): PropertyError[] {
  const known = new Set(before?.hostnames.map(({ hostname }) => hostname));
  return desired.hostnames.flatMap(({ hostname }, index) => {
    const message = known.has(hostname) ? undefined : ownNameFault(hostname, ownNames(config));
    return message === undefined ? [] : [{ path: `hostnames.${index}.hostname`, message }];
  });
}

function limitErrors(plan: string, limits: PlanTerms["limits"], desired: Desired): PropertyError[] {
  return (["hostnames", "members"] as const).flatMap((path) => {
    const limit = limits[path];
    const count = desired[path].length;
    if (limit === undefined || count <= limit) {
      return [];
    }
    return [{ path, message: `must be at most ${limit} on the plan ${plan} (there are ${count})` }];
  });
}

function licenseErrors(quantity: number, needed: number): PropertyError[] {
  if (quantity >= needed) {
    return [];
  }
  const message = `must be at least ${needed}: one for the owner and one for each member who uses a license (it is ${quantity})`;
  return [{ path: "license.quantity", message }];
}

function repeated(path: string, values: readonly string[], taken?: string): PropertyError[] {
  return values.flatMap((value, index) => {
    const isTaken = isSameLogin(value, taken) || values.findIndex((other) => isSameLogin(other, value)) < index;
    return isTaken ? [{ path: `${path}.${index}`, message: `must not list ${value} twice` }] : [];
  });
}
