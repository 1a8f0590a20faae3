import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verifyChain } from "../../../../src/core/ledger/audit-chain.ts";
import type { Change } from "../../../../src/core/ledger/change.ts";
import { listTenants } from "../../../../src/core/ledger/tenants.ts";
import type { TenantState } from "../../../../src/core/model/tenant.ts";
import { hasDatabase } from "../../../support/database.ts";
import { alter, openLedger, provision, readAudit, useLedger } from "../../../support/ledger.ts";

/** The expected state of a tenant. */
interface ModelTenant {
  plan: string;
  state: TenantState;
  hostnames: readonly string[];
  generation: number;
}

type Step = { readonly key: string } & (
  | { readonly kind: "provision"; readonly plan: string; readonly hostnames: readonly string[] }
  | { readonly kind: "plan"; readonly plan: string }
  | { readonly kind: "state"; readonly state: TenantState }
  | { readonly kind: "hostnames"; readonly hostnames: readonly string[] }
);

const key = fc.constantFrom("a", "b", "c");
const plan = fc.constantFrom("small", "large");
const hostnames = fc.uniqueArray(fc.constantFrom("one.example", "two.example", "three.example"));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("provision" as const), key, plan, hostnames }),
  fc.record({ kind: fc.constant("plan" as const), key, plan }),
  fc.record({ kind: fc.constant("state" as const), key, state: fc.constantFrom("active", "suspended", "removed") }),
  fc.record({ kind: fc.constant("hostnames" as const), key, hostnames }),
);
/** Groups of steps that are submitted at once, each to the first or the second ledger. */
const groups = fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });

describe.skipIf(!hasDatabase)("the ledger", () => {
  const test = useLedger();
  let runs = 0;

  it("ends in the same state as a sequential model in memory", async () => {
    const second = openLedger(test.database, test.queue);
    await fc.assert(
      fc.asyncProperty(groups, async (all) => {
        runs += 1;
        const prefix = `run ${runs} `;
        const model = new Map<string, ModelTenant>();
        for (const [index, group] of all.entries()) {
          const ledger = index % 2 === 0 ? test.ledger : second;
          const expected = group.map((one) => play(model, one));
          const outcomes = await Promise.allSettled(group.map((one) => ledger.submit(toChange(one, prefix))));

          expect(outcomes.map(({ status }) => status === "fulfilled")).toEqual(expected);
        }
        expect(await held(prefix)).toEqual(sorted(model));
      }),
      { numRuns: 60 },
    );
    await second.close();

    expect(await verifyChain(await readAudit(test.database))).toMatchObject({ isIntact: true });
  });

  /** The database's records of the run. */
  async function held(prefix: string): Promise<[string, ModelTenant][]> {
    const { tenants } = await listTenants(test.database.db, { filter: { search: prefix }, limit: 100 });
    const claims = await test.database.db.selectFrom("hostnameClaims").selectAll().execute();
    const claimedBy = Map.groupBy(claims, ({ tenantId }) => tenantId);
    const found = tenants.map(({ id, externalId, ...tenant }): [string, ModelTenant] => {
      const wanted = tenant.desired.hostnames.map(({ hostname }) => withoutPrefix(hostname));
      const claimed = (claimedBy.get(id) ?? []).map(({ hostname }) => withoutPrefix(hostname));
      expect(claimed.toSorted()).toEqual(tenant.state === "removed" ? [] : wanted.toSorted());
      const { plan, state, generation } = tenant;
      return [externalId.slice(prefix.length), { plan, state, generation, hostnames: wanted }];
    });
    return found.toSorted();
  }
});

/** Applies a step to the model; false if it is refused because a hostname is taken. */
function play(model: Map<string, ModelTenant>, one: Step): boolean {
  const before = model.get(one.key);
  if (one.kind === "provision" ? before !== undefined : before === undefined) {
    return true;
  }
  const after = { ...(before ?? { state: "active" as const, generation: 0, plan: "", hostnames: [] }), ...wishOf(one) };
  const others = [...model].flatMap(([name, { state, hostnames }]) =>
    name === one.key || state === "removed" ? [] : hostnames,
  );
  if (after.state !== "removed" && after.hostnames.some((hostname) => others.includes(hostname))) {
    return false;
  }
  const isSame = before !== undefined && JSON.stringify(before) === JSON.stringify(after);
  model.set(one.key, { ...after, generation: after.generation + (isSame ? 0 : 1) });
  return true;
}

function wishOf(one: Step): Partial<ModelTenant> {
  const { key: _, kind, ...wish } = one;
  return wish;
}

function toChange(one: Step, prefix: string): Change<unknown> {
  const externalId = `${prefix}${one.key}`;
  const wanted = "hostnames" in one ? one.hostnames.map((hostname) => `${prefix.replaceAll(" ", "-")}${hostname}`) : [];
  switch (one.kind) {
    case "provision":
      return provision(externalId, one.plan, wanted);
    case "plan":
      return alter(externalId, { plan: one.plan });
    case "state":
      return alter(externalId, { state: one.state });
    case "hostnames":
      return alter(externalId, { hostnames: wanted });
  }
}

function sorted(model: Map<string, ModelTenant>): [string, ModelTenant][] {
  return [...model].toSorted();
}

function withoutPrefix(hostname: string): string {
  return hostname.replace(/^run-\d+-/, "");
}
