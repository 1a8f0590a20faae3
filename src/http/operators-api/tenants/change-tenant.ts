import type { Decision } from "../../../core/ledger/change.ts";
import type { Desired, Tenant, TenantState } from "../../../core/model/tenant.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { PropertyError } from "../../kernel/property-error.ts";
import type { AssertGeneration } from "./preconditions.ts";
import type { TenantPatch } from "./tenant-input.ts";
import { assertAllowed, type TenantConfig } from "./tenant-rules.ts";

const anyGeneration: AssertGeneration = () => undefined;

type Decide = (tenant: Tenant | undefined) => Decision<string>;

/** Changes a tenant's plan and desired state, if the caller's preconditions allow its current generation. */
export function changeTenant(
  patch: TenantPatch,
  config: TenantConfig,
  assertGeneration: AssertGeneration = anyGeneration,
): Decide {
  return (found) => {
    const tenant = assertLiving(found);
    assertGeneration(tenant.generation);
    const plan = patch.plan ?? tenant.plan;
    const desired = patched(tenant.desired, patch);
    assertAllowed(plan, desired, config, tenant.desired);
    const detail = patch.hostnames && { hostnames: patch.hostnames.map(({ hostname }) => hostname) };
    return { answer: tenant.id, next: { ...draftOf(tenant), plan, desired }, ...(detail && { detail }) };
  };
}

/**
 * Suspends, resumes or removes a tenant; does nothing if the tenant already has that state. The audit log
 * records the reason.
 */
export function setTenantState(
  state: TenantState,
  {
    assertGeneration = anyGeneration,
    reason,
  }: { assertGeneration?: AssertGeneration; reason?: string | undefined } = {},
): Decide {
  return (found) => {
    const tenant = state === "removed" ? assertFound(found) : assertLiving(found);
    if (tenant.state === state) {
      return { answer: tenant.id };
    }
    assertGeneration(tenant.generation);
    const detail = reason === undefined ? {} : { detail: { reason } };
    return { answer: tenant.id, next: { ...draftOf(tenant), state }, ...detail };
  };
}

function draftOf({ id, source, externalId, state, plan, desired, marketplace }: Tenant) {
  return { id, source, externalId, state, plan, desired, marketplace };
}

function patched(desired: Desired, patch: TenantPatch): Desired {
  const license = patch.license === undefined ? desired.license : (patch.license ?? undefined);
  const owner = patch.owner === undefined ? desired.owner : patchedOwner(desired.owner, patch.owner);
  return {
    ...(owner && { owner }),
    ...(license && { license }),
    members: patch.members ?? desired.members,
    hostnames: patch.hostnames ?? desired.hostnames,
    counters: merged({ ...desired.counters, ...patch.counters }),
  };
}

function patchedOwner(owner: Desired["owner"], patch: NonNullable<TenantPatch["owner"]>): Desired["owner"] {
  const { login = owner?.login, nameFirst = owner?.nameFirst, nameLast = owner?.nameLast } = patch;
  if (login === undefined) {
    const message = "is required, because the tenant has no owner yet";
    const errors: PropertyError[] = [{ path: "owner.login", message }];
    throw new HttpError(422, { detail: `owner.login ${message}.`, members: { errors } });
  }
  return { login, ...merged({ nameFirst, nameLast }) };
}

/** Drops values that null removes, and values that were never set. */
function merged<Value>(values: Readonly<Record<string, Value | null | undefined>>): Record<string, Value> {
  const kept = Object.entries(values).flatMap(([name, value]): [string, Value][] =>
    value === null || value === undefined ? [] : [[name, value]],
  );
  return Object.fromEntries(kept);
}

function assertFound(tenant: Tenant | undefined): Tenant {
  if (tenant === undefined) {
    throw new HttpError(404, { detail: "There is no such tenant." });
  }
  return tenant;
}

function assertLiving(found: Tenant | undefined): Tenant {
  const tenant = assertFound(found);
  if (tenant.state === "removed") {
    throw new HttpError(409, { detail: "The tenant was removed." });
  }
  return tenant;
}
