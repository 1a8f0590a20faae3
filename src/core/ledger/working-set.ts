import type { Tenant } from "../model/tenant.ts";
import { type AppliedDecision, applyDecision, type Circumstances, newConditions } from "./apply-decision.ts";
import { type AuditEntry, type AuditHead, seal } from "./audit-chain.ts";
import type { Change, Decision, TenantDraft, TenantKey } from "./change.ts";
import { claimsOf, HostnameClaims } from "./hostname-claims.ts";
import { newTenantId } from "./new-tenant-id.ts";
import { assertStorable } from "./unstorable-text.ts";

/** The data that a batch of changes is decided on. */
export interface Holdings {
  readonly tenants: readonly Tenant[];
  /** Claimants of the hostnames that the changes name, and of a removed tenant's former hostnames. */
  readonly claimants: ReadonlyMap<string, string>;
  readonly head: AuditHead;
}

/** The result of a batch of decisions. */
export interface Outcome {
  readonly tenants: readonly Tenant[];
  readonly claims: readonly { readonly hostname: string; readonly tenantId: string | undefined }[];
  readonly entries: readonly AuditEntry[];
  /** The shards to reconcile. */
  readonly shards: readonly string[];
}

/** The tenants of a batch in memory. Each change sees the result of the changes before it. */
export class WorkingSet {
  readonly #byId = new Map<string, Tenant>();
  readonly #byExternalKey = new Map<string, Tenant>();
  readonly #claims: HostnameClaims;
  readonly #circumstances: Circumstances;
  readonly #changed = new Set<string>();
  readonly #shards = new Set<string>();
  readonly #entries: AuditEntry[] = [];
  #head: AuditHead;

  constructor(holdings: Holdings, circumstances: Omit<Circumstances, "firstConditions">) {
    this.#claims = new HostnameClaims(holdings.claimants);
    this.#head = holdings.head;
    this.#circumstances = { ...circumstances, firstConditions: newConditions(circumstances.now) };
    for (const tenant of holdings.tenants) {
      this.#put(tenant);
    }
  }

  /** Decides a change and applies its result. A change that throws has no effect. */
  decide<Answer>(change: Change<Answer>): Answer {
    const tenant = this.#find(change.key);
    const newId = newTenantId();
    const wantedBack = tenant?.state === "removed" ? hostnamesOf(tenant) : [];
    const named = new Set([...(change.hostnames ?? []), ...wantedBack]);
    const decision = change.decide(tenant, {
      now: this.#circumstances.now,
      newId,
      claimantOf: (hostname) => {
        assertNamed(hostname, named);
        return this.#claims.claimantOf(hostname);
      },
    });
    if (decision.next !== undefined) {
      assertSameTenant(change.key, tenant, newId, decision.next);
      assertStorable([decision.next, decision.detail]);
      const known = new Set([...named, ...hostnamesOf(tenant)]);
      for (const hostname of hostnamesOf(decision.next)) {
        assertNamed(hostname, known);
      }
      this.#keep(change, tenant, decision.next, decision.detail);
    }
    return decision.answer;
  }

  outcome(): Outcome {
    return {
      tenants: [...this.#changed].flatMap((id) => this.#byId.get(id) ?? []),
      claims: this.#claims.touched(),
      entries: this.#entries,
      shards: [...this.#shards],
    };
  }

  #keep(
    { actor, action }: Change<unknown>,
    before: Tenant | undefined,
    draft: TenantDraft,
    detail: Decision<unknown>["detail"],
  ): void {
    const applied = applyDecision(before, draft, this.#circumstances);
    if (applied === undefined) {
      return;
    }
    const { tenant, isNewGeneration } = applied;
    this.#claims.replace(tenant.id, claimsOf(before), claimsOf(tenant));
    this.#put(tenant);
    this.#changed.add(tenant.id);
    if (isNewGeneration) {
      this.#shards.add(tenant.shard);
    }
    const at = this.#circumstances.now;
    const entry = seal({ at, actor, action, tenantId: tenant.id, detail: detailOf(applied, detail) }, this.#head);
    this.#entries.push(entry);
    this.#head = entry;
  }

  #find(key: TenantKey): Tenant | undefined {
    return "id" in key ? this.#byId.get(key.id) : this.#byExternalKey.get(externalKeyOf(key));
  }

  #put(tenant: Tenant): void {
    this.#byId.set(tenant.id, tenant);
    this.#byExternalKey.set(externalKeyOf(tenant), tenant);
  }
}

const externalKeyOf = ({ source, externalId }: { source: string; externalId: string }) => `${source} ${externalId}`;

function detailOf({ tenant, changed }: AppliedDecision, detail: Decision<unknown>["detail"]): Record<string, unknown> {
  const { state, plan, generation } = tenant;
  return { ...detail, state, plan, generation, changed };
}

function hostnamesOf(tenant: Pick<Tenant, "desired"> | undefined): string[] {
  return (tenant?.desired.hostnames ?? []).map(({ hostname }) => hostname);
}

function assertNamed(hostname: string, named: ReadonlySet<string>): void {
  if (!named.has(hostname)) {
    throw new Error(`the change claims ${hostname}, which is missing in its hostnames`);
  }
}

/** A draft must be about the tenant of its key. */
function assertSameTenant(key: TenantKey, tenant: Tenant | undefined, newId: string, draft: TenantDraft): void {
  const expected = tenant ?? ("id" in key ? undefined : { ...key, id: newId });
  if (expected === undefined) {
    throw new Error("a tenant is created with the marketplace's key, not with an id");
  }
  if (draft.id !== expected.id || externalKeyOf(draft) !== externalKeyOf(expected)) {
    throw new Error("a tenant's id, source and external id cannot change");
  }
}
