import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import type { Tables } from "../../../src/core/db/tables.ts";
import { placeTenant } from "../../../src/core/ledger/place-tenant.ts";
import { noDurations } from "../../../src/core/telemetry/latency.ts";
import { sealText } from "../../../src/fleet/reconciler/run/seal-text.ts";
import type { ServiceContext } from "../../../src/http/kernel/service-context.ts";
import { TenantDeclaration } from "../../../stacks/tenant-declaration.ts";
import { findings, searched } from "../../src/http/console/sample-drift.ts";
import {
  encryptionKey,
  longCounter,
  longEmail,
  longHostname,
  longMember,
  longMessage,
  longOrganisation,
  longPlan,
  longWorker,
} from "./long-names.ts";
import type { SeededRecords } from "./pages.ts";

interface Seed {
  readonly db: Kysely<Tables>;
  readonly tenantId: string;
  readonly now: Date;
}

const hourMs = 3_600_000;
/** One domain in each phase, and one that Cloudflare does not know yet. */
const hostnames = ["live", "wait", "busy", "lost", "new"].map((phase) => longHostname.replace("shop", phase));

/** Tenants with long names, and the requests, runs, drift, usage and vendor calls of one of them. */
export async function seedLongNames({ db, ledger }: ServiceContext, now: Date): Promise<SeededRecords> {
  const order = (id: string) => orderTenant(ledger, `addon_5b2f7f3e-3a51-4f5e-9f7c-${id}-donaudampfschifffahrt`);
  const [tenantId, suspendedId, removedId] = [await order("full"), await order("suspended"), await order("removed")];
  for (const [id, state] of [
    [suspendedId, "suspended"],
    [removedId, "removed"],
  ] as const) {
    await db.updateTable("tenants").set({ state }).where("id", "=", id).execute();
  }
  const seed = { db, tenantId, now };
  await failConditions(seed);
  await seedDomains(seed);
  await seedOutputs(seed);
  await seedUsage(seed);
  await seedVendors(seed);
  await seedShard(seed);
  const [runId, requestId] = [await seedRun(seed), await seedRequest(seed)];
  const ids = { tenantId, suspendedId, removedId, runId, requestId, shard: placeTenant(tenantId) };
  return { ...ids, hostnames, ...(await seedDrift(seed)) };
}

function orderTenant(ledger: ServiceContext["ledger"], externalId: string): Promise<string> {
  const source = "clevercloud";
  const isFull = externalId.includes("full");
  const desired = TenantDeclaration.pick({ members: true, hostnames: true, counters: true })
    .extend({ owner: TenantDeclaration.shape.owner })
    .parse({
      owner: { login: longEmail },
      members: isFull ? [{ login: longMember }, { login: `b${longMember}`, license: false }] : [],
      hostnames: isFull ? hostnames.map((hostname) => ({ hostname })) : [],
      counters: { [longCounter]: 123_456_789 },
    });
  const marketplace = {
    ownerName: longOrganisation,
    ownerId: "orga_5b2f7f3e-3a51-4f5e-9f7c-1f0d1b9b6c55",
    region: "eu",
  };
  return ledger.submit({
    key: { source, externalId },
    actor: `operator:${longEmail}`,
    action: "provision",
    hostnames: desired.hostnames.map(({ hostname }) => hostname),
    decide: (_, { newId: id }) => ({
      answer: id,
      next: { id, source, externalId, state: "active", plan: longPlan, desired, marketplace },
    }),
  });
}

async function seedDomains({ db, now }: Seed): Promise<void> {
  const [live = "", waiting = "", busy = "", lost = ""] = hostnames;
  const details = JSON.stringify({
    ownershipTxt: { name: `_cf-custom-hostname.${longHostname}`, value: "0e2d5a7f-6548-4f1b-a05c-b94bce6a2c1a" },
    validationRecords: [
      { httpUrl: `http://${longHostname}/.well-known/pki-validation/ca3-4f0dbbb2.txt`, httpBody: "ca3-0052344e54" },
      { txtName: `_acme-challenge.${longHostname}`, txtValue: "810b7d5f01154524b961ba0cd578acc2810b7d5f0115" },
      { emails: [longEmail, longMember] },
    ],
    errors: [longMessage, `caa_error: ${longMessage}`],
  });
  const statuses = [
    { hostname: live, status: "active", certificateStatus: "active" },
    { hostname: waiting, status: "pending", certificateStatus: "pending_validation" },
    { hostname: busy, status: "active", certificateStatus: "pending_issuance" },
    { hostname: lost, status: "moved", certificateStatus: "validation_timed_out" },
  ];
  const times = { firstSeenAt: now, statusSince: now, certificateSince: now, observedAt: now };
  await db
    .insertInto("hostnameStatus")
    .values(statuses.map((status) => ({ ...status, ...times, cloudflareId: status.status, details })))
    .execute();
  await db.updateTable("hostnameClaims").set({ failure: longMessage }).where("hostname", "=", lost).execute();
}

async function seedOutputs({ db, tenantId }: Seed): Promise<void> {
  const key = "AB12-CD34-EF56-GH78".repeat(6);
  const license = { hint: "GH78", sealed: sealText(key, encryptionKey, tenantId) };
  await db
    .insertInto("tenantOutputs")
    .values({ tenantId, licenses: JSON.stringify([license, license]) })
    .execute();
}

async function failConditions({ db, tenantId, now }: Seed): Promise<void> {
  const failed = { status: "false", reason: "Failed", message: longMessage, observedGeneration: 1 };
  const conditions = ["Accepted", "Licensed", "HostnamesActive", "ConfigPushed", "Ready"].map((type) => ({
    ...{ ...failed, type, lastTransitionAt: now.toISOString() },
  }));
  await db
    .updateTable("tenants")
    .set({ conditions: JSON.stringify(conditions) })
    .where("id", "=", tenantId)
    .execute();
  const retryAt = new Date(now.getTime() + hourMs);
  await db.insertInto("attempts").values({ tenantId, generation: 1, failures: 12, retryAt }).execute();
}

async function seedRun({ db, tenantId, now }: Seed): Promise<number> {
  const { id } = await db
    .insertInto("runs")
    .values({
      ...{ shard: placeTenant(tenantId), worker: longWorker, startedAt: now, durationMs: 754_321, outcome: "failed" },
      tenants: JSON.stringify([tenantId]),
      changes: JSON.stringify({ create: 12_345, update: 1_234, replace: 321, delete: 4_567, same: 98_765 }),
      failures: JSON.stringify([longMessage, longMessage]),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const step = { tenantId, type: "cloudflare:CustomHostname", name: `${tenantId}-${longHostname}` };
  const properties = [
    { path: "customMetadata.organisation.identifierOfTheResponsiblePerson", before: `"${longEmail}"`, after: null },
    { path: "ssl.settings.minTlsVersion", before: '"1.0"', after: '"1.2"' },
  ];
  await db
    .insertInto("runDetails")
    .values({
      runId: id,
      steps: JSON.stringify([
        { ...step, operation: "update", isFailed: true, properties },
        { ...step, operation: "create", isFailed: false, properties: [] },
      ]),
      omitted: JSON.stringify({ create: 12_345 }),
      remarks: JSON.stringify([longMessage]),
    })
    .execute();
  return id;
}

async function seedRequest({ db, tenantId, now }: Seed): Promise<string> {
  const id = randomUUID();
  const request = {
    ...{ marketplace: "clevercloud", method: "PUT", route: "/clevercloud/resources/:id", tenantId, durationMs: 12_345 },
    path: `/clevercloud/resources/addon_${longEmail}/${longHostname}`,
    headers: JSON.stringify({ "content-type": "application/json", "user-agent": longMessage.replaceAll(" ", "-") }),
    body: JSON.stringify({ plan: longEmail, options: { hostname: longHostname.repeat(4) } }),
    answer: JSON.stringify({ message: longMessage }),
  };
  await db
    .insertInto("requests")
    .values([
      { ...request, id, at: now, status: 503, replayOf: null },
      { ...request, id: randomUUID(), at: now, status: 409, replayOf: id },
    ])
    .execute();
  return id;
}

async function seedDrift({ db, tenantId, now }: Seed) {
  const { property, ...changed } = findings.changed(tenantId);
  const drifted = {
    ...changed,
    name: `${tenantId}-${longHostname}`,
    message: `${longHostname}: ssl.settings.ciphers is ${longMessage}`,
    property: property && {
      ...property,
      desired: { ciphers: longMessage.split(" ") },
      observed: longHostname.repeat(3),
    },
  };
  const unmanaged = findings.unmanaged(longHostname);
  await searched(db, [drifted, unmanaged, { ...findings.missing(tenantId), message: longMessage }], now);
  const task = { requestedBy: `operator:${longEmail}`, requestedAt: now, startedAt: now, heldUntil: null };
  await db
    .insertInto("driftTasks")
    .values([
      {
        ...{ ...task, kind: "remediate", fingerprint: drifted.fingerprint, tenantId, worker: longWorker },
        ...{ endedAt: now, outcome: "failed", reason: longMessage },
      },
      {
        ...task,
        kind: "scan",
        fingerprint: null,
        tenantId: null,
        worker: longWorker,
        endedAt: null,
        outcome: null,
        reason: null,
      },
    ])
    .execute();
  return { changedFinding: drifted.fingerprint, unmanagedFinding: unmanaged.fingerprint };
}

async function seedUsage({ db, tenantId, now }: Seed): Promise<void> {
  const { externalId: addonId } = await db
    .selectFrom("tenants")
    .select("externalId")
    .where("id", "=", tenantId)
    .executeTakeFirstOrThrow();
  const month = { tenantId, period: now.toISOString().slice(0, 7) };
  await db
    .insertInto("usage")
    .values({ ...month, reportKey: "a", cost: "1234567.123456", source: "apifew", reportedAt: now })
    .execute();
  await db
    .insertInto("consumptions")
    .values({ ...month, addonId, cost: "7654321.654321", state: "refused", sentAt: now, answer: longMessage })
    .execute();
  const value = JSON.stringify({ value: 123_456_789_012, at: now.toISOString() });
  const name = `counter:${tenantId}:${longCounter}`;
  await db.insertInto("facts").values({ name, value }).execute();
}

async function seedVendors({ db, now }: Seed): Promise<void> {
  for (const vendor of ["Cloudflare", "apifew", "Clever Cloud"]) {
    const minute = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
    const calls = {
      calls: 123_456,
      failed: 12_345,
      rateLimited: 1_234,
      retried: 9_876,
      totalMs: 1,
      durations: noDurations(),
    };
    await db
      .insertInto("vendorCalls")
      .values({ vendor, process: longWorker, minute, ...calls })
      .execute();
    const heldUntil = new Date(now.getTime() + hourMs);
    const budget = { budgetCalls: 1_200, budgetMs: 300_000 };
    await db
      .insertInto("vendorStates")
      .values({
        vendor,
        process: longWorker,
        seenAt: now,
        heldUntil,
        lastError: longMessage,
        lastErrorAt: now,
        ...budget,
      })
      .execute();
  }
}

async function seedShard({ db, tenantId, now }: Seed): Promise<void> {
  const shard = placeTenant(tenantId);
  const lease = {
    leaseToken: 1,
    leaseHolder: longWorker,
    leaseUntil: new Date(now.getTime() + hourMs),
    isRunning: true,
  };
  await db
    .insertInto("shards")
    .values({ name: shard, ...lease })
    .execute();
  await db
    .insertInto("moves")
    .values({ tenantId, fromShard: shard, toShard: `${shard}-1-0-1-1-0` })
    .execute();
}
