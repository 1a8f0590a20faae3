import type { Tenant } from "../model/tenant.ts";
import { type AppliedDecision, applyDecision, type Circumstances, newConditions } from "./apply-decision.ts";
import { type AuditEntry, type AuditHead, seal } from "./audit-chain.ts";
import type { Change, Decision, TenantDraft, TenantKey } from "./change.ts";
import { claimsOf, HostnameClaims } from "./hostname-claims.ts";
import { newTenantId } from "./new-tenant-id.ts";
import { assertStorable } from "./unstorable-text.ts";

/** What the changes of a batch are decided on. */
export interface Holdings {
  readonly tenants: readonly Tenant[];
  /** Who claims the hostnames that the changes name, and those that a removed tenant would want back. */
  readonly claimants: ReadonlyMap<string, string>;
  readonly head: AuditHead;
}

/** What the decisions of a batch come to. */
export interface Outcome {
  readonly tenants: readonly Tenant[];
  readonly claims: readonly { readonly hostname: string; readonly tenantId: string | undefined }[];
  readonly entries: readonly AuditEntry[];
  /** Where the vendors have to follow. */
  readonly shards: readonly string[];
}

/** The tenants of a batch in memory: each change sees what the ones before it left. */
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

  /** Decides a change and keeps what comes of it; a change that throws leaves nothing. */
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
    throw new Error(`the change is about ${hostname}, which its hostnames do not name`);
  }
}

/** A draft that is about another tenant than its key would break what the key's lookup promises. */
function assertSameTenant(key: TenantKey, tenant: Tenant | undefined, newId: string, draft: TenantDraft): void {
  const expected = tenant ?? ("id" in key ? undefined : { ...key, id: newId });
  if (expected === undefined) {
    throw new Error("a tenant is made under the marketplace's name of it, not under an id");
  }
  if (draft.id !== expected.id || externalKeyOf(draft) !== externalKeyOf(expected)) {
    throw new Error("a tenant keeps its id, its source and its external id");
  }
}
