import { sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { migrate } from "../../../../../src/core/db/migrate.ts";
import { openDatabase } from "../../../../../src/core/db/open-database.ts";
import { findTenant } from "../../../../../src/core/ledger/tenants.ts";
import { startReconcileQueue } from "../../../../../src/core/queue/reconcile-queue.ts";
import { performAct } from "../../../../../src/http/marketplaces/cloudflare-app/perform-act.ts";
import { createDatabase, hasDatabase } from "../../../../support/database.ts";
import { openLedger } from "../../../../support/ledger.ts";
import { testConfig } from "../../../../support/service-context.ts";
import { silentLog } from "../../../../support/silent-log.ts";

/** A tenant of the zone acme.com, as written by a version that distinguished letter case. */
interface Old {
  readonly id: string;
  readonly email: string;
  readonly state: "active" | "suspended" | "removed";
  /** Day of the last change. */
  readonly changed: number;
}

const config = testConfig();

async function migrated(rows: readonly Old[]) {
  const database = await openDatabase({ url: await createDatabase(), folder: "unused" }, silentLog);
  const { db } = database;
  await migrate(db, "0017-usage-in-parts");
  for (const { id, email, state, changed } of rows) {
    const desired = { owner: { login: email }, members: [], hostnames: [], counters: {} };
    await sql`insert into tenants (id, source, external_id, state, plan, desired, marketplace, generation, observed_generation,
        conditions, shard, created_at, changed_at)
      values (${id}, 'cloudflare-app', ${JSON.stringify([email, "acme.com"])}, ${state}, 'dev', ${JSON.stringify(desired)}::jsonb,
        '{}', 1, 1, '[]', 'shard-00', '2026-01-01', make_timestamptz(2026, 2, ${changed}, 0, 0, 0))`.execute(db);
  }
  await migrate(db);
  const queue = await startReconcileQueue({ ...database, log: silentLog });
  const ledger = openLedger(database, queue);
  onTestFinished(async () => {
    await ledger.close();
    await queue.stop();
    await database.close();
  });
  const isKnown = async (key: Parameters<typeof findTenant>[1]) => (await findTenant(db, key)) !== undefined;
  const idAfter = async (act: "user_create" | "user_deactivate", email: string) => {
    const offer = { ...config, cloudflareApp: { defaultPlan: "dev" } };
    return (await performAct({ act, user: { email, zone: "acme.com" } }, offer, { ledger, isKnown })).id;
  };
  const states = async () => {
    const tenants = await db.selectFrom("tenants").select(["id", "state"]).execute();
    return Object.fromEntries(tenants.map(({ id, state }) => [id, state]));
  };
  return { idAfter, states };
}

const everySpelling = ["jane@x.io", "Jane@x.io", "JANE@X.IO"];

describe.skipIf(!hasDatabase)(
  "a user of the CloudFlare app whose tenants were created under several spellings of the address",
  () => {
    it.each([
      ["in lower case", "jane@x.io", "Jane@x.io"],
      ["in upper case", "Jane@x.io", "jane@x.io"],
      ["in either, none of them in lower case", "Jane@x.io", "JANE@x.io"],
    ])("reaches the active tenant by every spelling if the removed one is %s", async (_, removed, on) => {
      const { idAfter, states } = await migrated([
        { id: "off", email: removed, state: "removed", changed: 9 },
        { id: "on", email: on, state: "suspended", changed: 1 },
      ]);
      for (const email of everySpelling) {
        expect(await idAfter("user_create", email)).toBe("on");
      }
      expect(await states()).toEqual({ off: "removed", on: "suspended" });
      expect(await idAfter("user_deactivate", removed)).toBe("on");
      expect(await states()).toEqual({ off: "removed", on: "removed" });
    });

    it("switches the last changed tenant on again if all are removed", async () => {
      const { idAfter, states } = await migrated([
        { id: "first", email: "jane@x.io", state: "removed", changed: 1 },
        { id: "last", email: "Jane@x.io", state: "removed", changed: 3 },
        { id: "middle", email: "JANE@X.IO", state: "removed", changed: 2 },
      ]);
      for (const email of everySpelling) {
        expect(await idAfter("user_create", email)).toBe("last");
      }
      expect(await states()).toEqual({ first: "removed", last: "active", middle: "removed" });
    });

    it("reaches each of two active tenants by its own spelling, and one of them by every other spelling", async () => {
      const { idAfter } = await migrated([
        { id: "upper", email: "JANE@X.IO", state: "active", changed: 1 },
        { id: "mixed", email: "Jane@x.io", state: "active", changed: 2 },
      ]);
      expect(await idAfter("user_create", "JANE@X.IO")).toBe("upper");
      expect(await idAfter("user_create", "Jane@x.io")).toBe("mixed");
      expect(await idAfter("user_create", "jane@x.io")).toBe("mixed");
    });
  },
);
