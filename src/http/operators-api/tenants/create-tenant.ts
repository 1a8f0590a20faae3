import { hash } from "node:crypto";
import { canonicalJson } from "../../../core/ledger/canonical-json.ts";
import type { Decision, DecisionContext } from "../../../core/ledger/change.ts";
import type { Desired, Tenant } from "../../../core/model/tenant.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { NewTenant } from "./tenant-input.ts";
import { assertAllowed, type TenantConfig } from "./tenant-rules.ts";

export interface Created {
  readonly id: string;
  /** False if an earlier request with the same content created it. */
  readonly isNew: boolean;
}

/**
 * Creates a tenant, once per external id. A repeated request gets the existing tenant, even if the tenant has
 * changed since. A different request with the same external id is refused.
 */
export function createTenant(input: NewTenant & { readonly externalId: string }, config: TenantConfig) {
  const requestDigest = hash("sha256", canonicalJson(input), "base64url");
  const { source, externalId, plan, owner, license, members, hostnames, counters } = input;
  const desired: Desired = { owner, members, hostnames, counters, ...(license && { license }) };
  return (tenant: Tenant | undefined, { newId: id }: DecisionContext): Decision<Created> => {
    if (tenant !== undefined) {
      return { answer: repeatedCreate(tenant, requestDigest) };
    }
    assertAllowed(plan, desired, config);
    return {
      answer: { id, isNew: true },
      next: { id, source, externalId, state: "active", plan, desired, marketplace: { requestDigest } },
      detail: { source, externalId, hostnames: hostnames.map(({ hostname }) => hostname) },
    };
  };
}

function repeatedCreate(tenant: Tenant, requestDigest: string): Created {
  const { source, externalId, state, marketplace } = tenant;
  const name = `The tenant ${externalId} of ${source}`;
  if (state === "removed") {
    throw new HttpError(409, { detail: `${name} was removed: choose another externalId.` });
  }
  if (marketplace.requestDigest === requestDigest) {
    return { id: tenant.id, isNew: false };
  }
  throw new HttpError(409, {
    detail: `${name} already exists and was created with other content: change it with PATCH.`,
  });
}
