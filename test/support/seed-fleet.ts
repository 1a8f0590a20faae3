import { hash } from "node:crypto";
import type { Insertable, Kysely } from "kysely";
import type { RequestTable } from "../../src/core/db/tables/log-tables.ts";
import type { RunTable } from "../../src/core/db/tables/shard-tables.ts";
import type { TenantTable } from "../../src/core/db/tables/tenant-tables.ts";
import type { Tables } from "../../src/core/db/tables.ts";
import { type AuditEntry, emptyHead, seal } from "../../src/core/ledger/audit-chain.ts";
import { placeTenant } from "../../src/core/ledger/place-tenant.ts";
import type { Condition, ConditionType } from "../../src/core/model/condition.ts";

interface FleetSize {
  readonly tenants: number;
  /** The number of requests, audit entries and runs of each tenant. */
  readonly history?: number;
  readonly now: Date;
}

const minuteMs = 60_000;
const plans = ["dev", "pro", "Team 2"] as const;
const sources = ["clevercloud", "clevercloud", "clevercloud", "cloudflare-app", "direct"] as const;

/**
 * Fills a database with a fleet after a year of operation: most tenants work, some are suspended, removed, in
 * progress or failing. Each has a hostname and a history. The same size and time create the same fleet.
 */
export async function seedFleet(
  db: Kysely<Tables>,
  { tenants: count, history = 6, now }: FleetSize,
): Promise<string[]> {
  const tenants = Array.from({ length: count }, (_, index) => tenantOf(index, count, now));
  await insertAll(tenants, (rows) => db.insertInto("tenants").values(rows).execute());
  await insertAll(tenants, (rows) => db.insertInto("hostnameClaims").values(rows.map(claimOf)).execute());
  await insertAll(tenants, (rows) => db.insertInto("hostnameStatus").values(rows.map(statusOf)).execute());
  const failing = tenants.filter((_, index) => isFailing(index));
  const attempts = failing.map(({ id, generation }, index) => ({
    tenantId: id,
    generation,
    failures: 1 + (index % 9),
    retryAt: new Date(now.getTime() + (index % 30) * minuteMs),
  }));
  await insertAll(attempts, (rows) => db.insertInto("attempts").values(rows).execute());
  await seedHistory(db, tenants, { count: history, now });
  return tenants.map(({ id }) => id);
}

async function seedHistory(
  db: Kysely<Tables>,
  tenants: readonly Insertable<TenantTable>[],
  { count, now }: { readonly count: number; readonly now: Date },
): Promise<void> {
  const past = tenants.flatMap(({ id }, index) =>
    Array.from({ length: count }, (_, turn) => ({
      id,
      at: new Date(now.getTime() - ((index * 7 + turn * 4_000) * minuteMs) / 3),
    })),
  );
  await insertAll(past.map(requestOf), (rows) => db.insertInto("requests").values(rows).execute());
  await insertAll(chainOf(past.toReversed()), (rows) => db.insertInto("audit").values(rows).execute());
  const byShard = Map.groupBy(tenants, ({ shard }) => shard);
  const runs = [...byShard].flatMap(([shard, members]) =>
    Array.from({ length: 500 }, (_, turn) =>
      runOf(shard, members.slice((turn * 7) % members.length).slice(0, 20), turn, now),
    ),
  );
  await insertAll(runs, (rows) => db.insertInto("runs").values(rows).execute());
}

async function insertAll<Row>(rows: readonly Row[], insert: (rows: Row[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += 1_000) {
    await insert(rows.slice(from, from + 1_000));
  }
}

function tenantOf(index: number, count: number, now: Date): Insertable<TenantTable> {
  const id = lettersOf(index);
  const state = index % 40 === 7 ? "suspended" : index % 25 === 3 ? "removed" : "active";
  const isBehind = index % 100 === 0;
  const createdAt = new Date(now.getTime() - (count - index) * 50 * minuteMs);
  const source = sources[index % sources.length] ?? "direct";
  return {
    id,
    source,
    externalId: source === "clevercloud" ? `addon_${hash("sha256", id).slice(0, 12)}` : `customer-${index}`,
    state,
    plan: plans[index % plans.length] ?? "dev",
    desired: JSON.stringify({
      owner: { login: `owner-${index}@customer-${index}.com` },
      members: [],
      hostnames: [{ hostname: hostnameOf(id), ssl: { method: "http" } }],
      counters: {},
    }),
    marketplace: JSON.stringify({ region: "EU" }),
    conditions: JSON.stringify(conditionsOf(index, isBehind, createdAt)),
    generation: isBehind ? 3 : 2,
    observedGeneration: 2,
    shard: placeTenant(id),
    createdAt,
    changedAt: isBehind ? new Date(now.getTime() - (index % 300) * minuteMs) : createdAt,
    removedAt: state === "removed" ? new Date(createdAt.getTime() + 20 * minuteMs) : null,
  };
}

function conditionsOf(index: number, isBehind: boolean, at: Date): Condition[] {
  const condition = (type: ConditionType, status: Condition["status"], reason: string, message: string): Condition => ({
    type,
    status,
    reason,
    message,
    lastTransitionAt: at.toISOString(),
    observedGeneration: isBehind ? 3 : 2,
  });
  const failure = "Cloudflare refused the hostname: 1414 certificate authority does not issue for it.";
  const waiting = "The customer has to set a CNAME record.";
  return [
    condition("Accepted", "true", "Recorded", "The desired state is recorded."),
    condition("Licensed", "true", "Licensed", "The owner has 1 license."),
    index % 20 === 11
      ? condition("HostnamesActive", "false", "WaitingForDns", waiting)
      : condition("HostnamesActive", "true", "Active", "All are served."),
    condition("ConfigPushed", "true", "Pushed", "Clever Cloud has the config vars."),
    isBehind
      ? condition(
          "Ready",
          "false",
          isFailing(index) ? "Failed" : "Reconciling",
          isFailing(index) ? failure : "On its way.",
        )
      : condition("Ready", "true", "Converged", "The vendors match the desired state."),
  ];
}

function claimOf({ id }: Insertable<TenantTable>) {
  return { hostname: hostnameOf(id), tenantId: id };
}

function statusOf({ id, createdAt }: Insertable<TenantTable>) {
  const observedAt = new Date(createdAt);
  const hostname = hostnameOf(id);
  return { hostname, cloudflareId: id, status: "active", certificateStatus: "active", details: "{}", observedAt };
}

function requestOf({ id, at }: { readonly id: string; readonly at: Date }, index: number): Insertable<RequestTable> {
  const hex = hash("sha256", `${id} ${index}`);
  return {
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    at,
    marketplace: "clevercloud",
    method: "PUT",
    path: `/clevercloud/resources/addon_${index}`,
    route: "/clevercloud/resources/:id",
    tenantId: id,
    headers: JSON.stringify({ "content-type": "application/json" }),
    body: JSON.stringify({ plan: "pro" }),
    status: index % 50 === 0 ? 503 : index % 17 === 0 ? 409 : 200,
    answer: JSON.stringify({ message: "Done." }),
    durationMs: 3.4,
    replayOf: null,
  };
}

function chainOf(past: readonly { readonly id: string; readonly at: Date }[]) {
  let head = emptyHead;
  return past.map(({ id, at }): Insertable<Tables["audit"]> => {
    const entry: AuditEntry = seal(
      { at, actor: "clevercloud", action: "change-plan", tenantId: id, detail: { changed: ["plan"] } },
      head,
    );
    head = entry;
    return { ...entry, detail: JSON.stringify(entry.detail) };
  });
}

function runOf(
  shard: string,
  tenants: readonly Insertable<TenantTable>[],
  turn: number,
  now: Date,
): Insertable<RunTable> {
  const isFailed = turn % 23 === 0;
  return {
    shard,
    worker: "worker-1",
    startedAt: new Date(now.getTime() - (500 - turn) * 11 * minuteMs),
    durationMs: 900 + ((turn * 37) % 2_400),
    outcome: isFailed ? "failed" : "converged",
    tenants: JSON.stringify(tenants.map(({ id }) => id)),
    changes: JSON.stringify({ same: 180, update: tenants.length }),
    failures: JSON.stringify(isFailed ? ["Cloudflare refused the hostname."] : []),
  };
}

function isFailing(index: number): boolean {
  return index % 200 === 0;
}

/** 26 letters that encode the number and look random. */
function lettersOf(index: number): string {
  const digest = hash("sha256", `tenant ${index}`, "buffer");
  return Array.from(digest.subarray(0, 26), (byte) => String.fromCharCode(97 + (byte % 26))).join("");
}

function hostnameOf(id: string): string {
  return `shop.${id}.com`;
}
