import { afterAll, beforeAll } from "vitest";
import type { Database } from "../../src/core/db/open-database.ts";
import type { AuditEntry } from "../../src/core/ledger/audit-chain.ts";
import type { Change, Ledger, TenantKey } from "../../src/core/ledger/change.ts";
import { placeTenant } from "../../src/core/ledger/place-tenant.ts";
import { postgresLedger } from "../../src/core/ledger/postgres-ledger.ts";
import type { Tenant, TenantState } from "../../src/core/model/tenant.ts";
import { type ReconcileQueue, startReconcileQueue } from "../../src/core/queue/reconcile-queue.ts";
import { useDatabase } from "./database.ts";
import { silentLog } from "./silent-log.ts";

interface TestLedger {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly queue: ReconcileQueue;
}

/** A ledger with its queue on a fresh database, for all tests of the file. */
export function useLedger(): TestLedger {
  const held = useDatabase();
  let opened: Omit<TestLedger, "database"> | undefined;
  beforeAll(async () => {
    const queue = await startReconcileQueue({ ...held.database, log: silentLog });
    opened = { queue, ledger: openLedger(held.database, queue) };
  });
  afterAll(async () => {
    await opened?.ledger.close();
    await opened?.queue.stop();
  });
  return {
    get database() {
      return held.database;
    },
    get ledger() {
      return given(opened).ledger;
    },
    get queue() {
      return given(opened).queue;
    },
  };
}

type Options = Partial<Parameters<typeof postgresLedger>[0]>;

/** A ledger on the database; `options` override the defaults. */
export function openLedger({ db }: Pick<Database, "db">, queue: ReconcileQueue, options: Options = {}): Ledger {
  return postgresLedger({ db, queue, placeTenant, log: silentLog, now: () => new Date(), ...options });
}

const noWishes: Tenant["desired"] = { members: [], hostnames: [], counters: {} };

/**
 * Like a marketplace's order: creates the tenant, or returns the id of an existing one with the same plan.
 */
export function provision(externalId: string, plan = "small", hostnames: readonly string[] = []): Change<string> {
  const key = { source: "clevercloud", externalId } as const;
  return {
    key,
    actor: "clevercloud",
    action: "provision",
    hostnames,
    decide(tenant, { newId }) {
      if (tenant?.plan === plan) {
        return { answer: tenant.id };
      }
      if (tenant !== undefined) {
        return { answer: "conflict" };
      }
      const desired = { ...noWishes, hostnames: hostnames.map(wish) };
      return { answer: newId, next: { ...key, id: newId, state: "active", plan, desired, marketplace: {} } };
    },
  };
}

/** Changes an existing tenant. Returns its new generation, or undefined if it does not exist. */
export function alter(
  key: TenantKey | string,
  to: Partial<Pick<Tenant, "plan" | "marketplace">> & { state?: TenantState; hostnames?: readonly string[] },
): Change<string | undefined> {
  const { hostnames, ...parts } = to;
  return {
    key: typeof key === "string" ? { source: "clevercloud", externalId: key } : key,
    actor: "operator:test",
    action: "change",
    ...(hostnames && { hostnames }),
    decide(tenant) {
      if (tenant === undefined) {
        return { answer: undefined };
      }
      const desired = hostnames ? { ...tenant.desired, hostnames: hostnames.map(wish) } : tenant.desired;
      return { answer: tenant.id, next: { ...tenant, ...parts, desired } };
    },
  };
}

/** The whole audit log from the database. */
export function readAudit({ db }: Pick<Database, "db">): Promise<AuditEntry[]> {
  return db.selectFrom("audit").selectAll().orderBy("seq").execute();
}

function wish(hostname: string): Tenant["desired"]["hostnames"][number] {
  return { hostname, ssl: { method: "http" } } as Tenant["desired"]["hostnames"][number];
}

function given<Value>(value: Value | undefined): Value {
  if (value === undefined) {
    throw new Error("the ledger is opened before the file's tests");
  }
  return value;
}
