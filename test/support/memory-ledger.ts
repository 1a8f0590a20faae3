import { applyDecision, newConditions } from "../../src/core/ledger/apply-decision.ts";
import type { Change, Ledger, TenantKey } from "../../src/core/ledger/change.ts";
import { claimsOf, HostnameClaims } from "../../src/core/ledger/hostname-claims.ts";
import { newTenantId } from "../../src/core/ledger/new-tenant-id.ts";
import { assertStorable } from "../../src/core/ledger/unstorable-text.ts";
import type { Tenant } from "../../src/core/model/tenant.ts";

/** One recorded write. */
interface Written {
  readonly actor: string;
  readonly action: string;
  readonly tenantId: string;
}

/** A ledger in memory. It decides like the real one, one change after the other. */
export class MemoryLedger implements Ledger {
  readonly written: Written[] = [];
  readonly #tenants = new Map<string, Tenant>();
  readonly #now: () => Date;

  constructor(now: () => Date = () => new Date()) {
    this.#now = now;
  }

  get tenants(): Tenant[] {
    return [...this.#tenants.values()];
  }

  async submit<Answer>(change: Change<Answer>): Promise<Answer> {
    const tenant = this.find(change.key);
    const claims = new HostnameClaims(this.#claimants());
    const now = this.#now();
    const context = { now, newId: newTenantId(), claimantOf: (hostname: string) => claims.claimantOf(hostname) };
    const { answer, next } = change.decide(tenant, context);
    if (next === undefined) {
      return answer;
    }
    assertStorable(next);
    claims.replace(next.id, claimsOf(tenant), claimsOf(next));
    const firstConditions = newConditions(now);
    const applied = applyDecision(tenant, next, { now, firstConditions, placeTenant: () => "shard-00" });
    if (applied === undefined) {
      return answer;
    }
    this.#tenants.set(applied.tenant.id, applied.tenant);
    this.written.push({ actor: change.actor, action: change.action, tenantId: applied.tenant.id });
    return answer;
  }

  async close(): Promise<void> {}

  find(key: TenantKey): Tenant | undefined {
    return this.tenants.find((tenant) =>
      "id" in key ? tenant.id === key.id : tenant.source === key.source && tenant.externalId === key.externalId,
    );
  }

  #claimants(): Map<string, string> {
    return new Map(this.tenants.flatMap((tenant) => claimsOf(tenant).map((hostname) => [hostname, tenant.id])));
  }
}
