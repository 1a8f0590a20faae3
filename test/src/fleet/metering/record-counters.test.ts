import { beforeEach, describe, expect, it } from "vitest";
import type { CounterReading } from "../../../../providers/apifew/read-counters.ts";
import { VendorError } from "../../../../providers/http/vendor-error.ts";
import type { TermsBySource } from "../../../../src/core/ledger/source-terms.ts";
import { recordCounters } from "../../../../src/fleet/metering/record-counters.ts";
import { addTenant } from "../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../support/database.ts";
import { silentLog } from "../../../support/silent-log.ts";

const login = "jane.doe@acme.example";

describe.skipIf(!hasDatabase)("an apifew counter", () => {
  const store = useDatabase();
  let tenantId = "";
  beforeEach(async () => {
    for (const table of ["licenseUses", "usage", "tenants", "facts"] as const) {
      await store.database.db.deleteFrom(table).execute();
    }
    tenantId = await addTenant(store.database.db, { ownerLogin: login });
  });

  /** The logins in the last call to apifew. */
  let asked: readonly string[] = [];

  /** Reads the counter; apifew responds with `value` once `meanwhile` has resolved. */
  function read(
    value: number | "absent" | "failed",
    meanwhile?: () => Promise<void>,
    terms: TermsBySource = {},
  ): Promise<void> {
    const error = new VendorError({
      vendor: "apifew",
      kind: "unavailable",
      outcome: "unknown",
      call: "POST",
      detail: "away",
    });
    const readCounters = async (_: string, logins: Iterable<string>): Promise<CounterReading[]> => {
      asked = [...logins];
      await meanwhile?.();
      if (value === "absent") {
        return asked.map((userLogin) => ({ userLogin, kind: "absent", code: "ERROR_COUNTER_NOT_FOUND" }));
      }
      if (value === "failed") {
        return asked.map((userLogin) => ({ userLogin, kind: "failed", error }));
      }
      return asked.map((userLogin) => ({ userLogin, kind: "value", value }));
    };
    const counters = { requests: { price: "0.002" } };
    return recordCounters({ db: store.database.db, readCounters, counters, terms, log: silentLog });
  }

  const costs = async () => {
    const rows = await store.database.db.selectFrom("usage").select("cost").orderBy("reportedAt").execute();
    return rows.map(({ cost }) => Number(cost));
  };

  it("is billed for its growth since the first reading", async () => {
    await read(1_000);
    expect(await costs(), "the earlier value is unknown").toEqual([]);
    await read(1_100);
    await read(1_100);
    await read(1_103);
    expect(await costs()).toEqual([0.2, 0.006]);
  });

  it("starts at zero if it does not exist yet", async () => {
    await read("absent");
    await read(50);
    expect(await costs()).toEqual([0.1]);
  });

  it("is read later if it cannot be read now, and nothing is lost or counted twice", async () => {
    await read(0);
    await read("failed");
    await read(500);
    expect(await costs()).toEqual([1]);
  });

  it("starts again after it has fallen, at no cost", async () => {
    await read(500);
    await read(20);
    await read(70);
    expect(await costs()).toEqual([0.1]);
  });

  it("is billed once if two processes read it and the slower one has an older value", async () => {
    await read(0);
    await read(100, () => read(150));
    expect(await costs()).toEqual([0.3]);
    await read(150);
    expect(await costs()).toEqual([0.3]);
  });

  /** The license in use is the tenant's and of the pricing. */
  async function use(tenant: string, pricingUid: string): Promise<void> {
    const row = { login, tenantId: tenant, pricingUid, isGranted: true };
    const { login: _login, ...rest } = row;
    const uses = store.database.db.insertInto("licenseUses").values(row);
    await uses.onConflict((conflict) => conflict.column("login").doUpdateSet(rest)).execute();
  }

  const billed = async () => {
    const rows = await store.database.db
      .selectFrom("usage")
      .select(["tenantId", "cost"])
      .orderBy("reportedAt")
      .execute();
    return rows.map((row) => [row.tenantId, Number(row.cost)]);
  };

  it("is billed once for an owner of two tenants, to the earlier one, whatever the letter case of the address", async () => {
    await addTenant(store.database.db, { ownerLogin: login.toUpperCase() });
    await read(0);
    await read(100);
    expect(await billed()).toEqual([[tenantId, 0.2]]);
  });

  it("is read with the spelling that apifew has for the owner", async () => {
    const { db } = store.database;
    await db.insertInto("loginSpellings").values({ login, spelling: "Jane.Doe@Acme.example" }).execute();
    await read(0);
    expect(asked).toEqual(["Jane.Doe@Acme.example"]);
    await db.deleteFrom("loginSpellings").execute();
  });

  it("is read with the login that the configuration derives from the tenant's id, not with the order's", async () => {
    const { db } = store.database;
    const other = await addTenant(db, { source: "clevercloud", ownerLogin: login });
    const derived = `${other}@saas.example`;
    await db
      .insertInto("licenseUses")
      .values({ login: derived, tenantId: other, pricingUid: "basic", isGranted: true })
      .execute();
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder of the configuration.
    const ownerLogin = "${tenantId}@saas.example";
    const terms = { clevercloud: { title: "Clever Cloud", billsUsage: true, ownerLogin } };
    await read(0, undefined, terms);
    expect(asked).toEqual([login, derived]);
    await read(100, undefined, terms);
    expect(await billed()).toEqual([
      [tenantId, 0.2],
      [other, 0.2],
    ]);
  });

  it("is billed to the tenant whose license the owner uses, from one reading to the next", async () => {
    const other = await addTenant(store.database.db, { ownerLogin: login });
    await use(other, "basic");
    await read(0);
    await read(100);
    await use(tenantId, "basic");
    await read(150);
    expect(await billed()).toEqual([
      [other, 0.2],
      [tenantId, 0.1],
    ]);
  });

  it("is a separate one on another plan, and the same one after changing back", async () => {
    await use(tenantId, "basic");
    await read(1_000);
    await use(tenantId, "pro");
    await read(5_000);
    await read(5_100);
    await use(tenantId, "basic");
    await read(1_050);
    expect(await costs(), "100 on pro, 50 on basic").toEqual([0.2, 0.1]);
  });

  it("continues from its last value after its license was released for a while", async () => {
    await use(tenantId, "basic");
    await read(1_000);
    await read("absent");
    await read(1_010);
    expect(await costs()).toEqual([0.02]);
  });

  it("continues from a reading that was stored before readings were kept by license", async () => {
    const at = new Date(0).toISOString();
    const fact = { name: `counter:${tenantId}:requests`, value: JSON.stringify({ value: 700, at }) };
    await store.database.db.insertInto("facts").values(fact).execute();
    await use(tenantId, "basic");
    await read(800);
    await use(tenantId, "pro");
    await read(900);
    expect(await costs()).toEqual([0.2]);
  });
});
