import type { CloudflareClient } from "@marketplane/providers/cloudflare/client.ts";
import { toSslRepeat } from "@marketplane/providers/cloudflare/custom-hostname/ssl-patch.ts";
import { type Kysely, sql } from "kysely";
import type { Logger } from "pino";
import type { Tables } from "../../core/db/tables.ts";
import { recordHostnames, toGone } from "./record-hostnames.ts";

interface RecheckOptions {
  readonly db: Kysely<Tables>;
  readonly cloudflare: Pick<CloudflareClient, "findCustomHostname" | "updateCustomHostname">;
  readonly zoneId: string;
  readonly log: Logger;
  now(): Date;
  /** Triggers a poll of the hostnames, so that the effect of a check is visible soon. */
  pollHostnames(): void;
}

const intervalMs = 3_000;
/** Checks per batch; the rest wait for the next one. */
const batchMax = 20;
/** How long to poll frequently after a hostname was checked, and after it was added. */
const followCheckedMs = 120_000;
const followAddedMs = 600_000;
const followIntervalMs = 20_000;
/**
 * Delay of the first poll for a new hostname. Each further delay is half of the time since the hostname was
 * added.
 */
const unknownMsMin = 2_000;

/**
 * One batch of the checks that customers requested; returns the milliseconds until the next one. A PATCH
 * without changes makes Cloudflare validate again (API page of custom hostnames, "re-run DCV"). A failed
 * check is not retried; the customer can request another. Recently checked or added hostnames are polled more
 * often than the watcher would, most often those whose validation records are not known yet.
 */
export function runRechecks(options: RecheckOptions): () => Promise<number> {
  const { db, now, pollHostnames } = options;
  let polledAtMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const waiting = await listWaiting(db);
    for (const recheck of waiting) {
      await runRecheck(recheck, options);
    }
    const isDue = now().getTime() - polledAtMs >= followIntervalMs;
    if (waiting.length > 0 || (isDue && (await isFollowing(db, now()))) || (await isUnknown(db, now()))) {
      polledAtMs = now().getTime();
      pollHostnames();
    }
    return intervalMs;
  };
}

/** Records that a customer requested a check, in place of an earlier one. */
export async function recordRequest(db: Kysely<Tables>, hostname: string, requestedAt: Date): Promise<void> {
  const request = { requestedAt, askedAt: null, isFailed: false };
  await db
    .insertInto("hostnameRechecks")
    .values({ hostname, ...request })
    .onConflict((conflict) => conflict.column("hostname").doUpdateSet(request))
    .execute();
}

type Waiting = Awaited<ReturnType<typeof listWaiting>>[number];

function listWaiting(db: Kysely<Tables>) {
  return db
    .selectFrom("hostnameRechecks")
    .innerJoin("hostnameStatus", "hostnameStatus.hostname", "hostnameRechecks.hostname")
    .innerJoin("hostnameClaims", "hostnameClaims.hostname", "hostnameRechecks.hostname")
    .innerJoin("tenants", "tenants.id", "hostnameClaims.tenantId")
    .select(["hostnameRechecks.hostname", "cloudflareId", "details", "tenantId", "observedGeneration"])
    .where("askedAt", "is", null)
    .orderBy("requestedAt")
    .limit(batchMax)
    .execute();
}

/** Only the process that claims the check sends it to Cloudflare. */
async function runRecheck(waiting: Waiting, options: RecheckOptions): Promise<void> {
  const { hostname, cloudflareId } = waiting;
  const { db, cloudflare, zoneId, log, now } = options;
  const rechecks = db.updateTable("hostnameRechecks").where("hostname", "=", hostname);
  const taken = await rechecks.set({ askedAt: now() }).where("askedAt", "is", null).returning("hostname").execute();
  if (taken.length === 0) {
    return;
  }
  try {
    const known = await cloudflare.findCustomHostname(zoneId, cloudflareId);
    if (known === undefined) {
      return await recordGone(waiting, options);
    }
    const repeat = known.ssl ? toSslRepeat(known.ssl) : undefined;
    await cloudflare.updateCustomHostname(zoneId, cloudflareId, repeat ? { ssl: repeat } : {});
  } catch (error) {
    log.warn({ err: error, hostname }, "could not recheck a hostname");
    await rechecks.set({ isFailed: true }).execute();
  }
}

/** Records that Cloudflare no longer has the hostname, as the check found out. */
async function recordGone({ tenantId, observedGeneration, ...hostname }: Waiting, { db, now }: RecheckOptions) {
  const seen = { tenantId, generation: observedGeneration, hostnames: [toGone(hostname)] };
  await recordHostnames(db, [seen], now());
}

/** Whether a recently added or checked hostname is not served yet: someone may be watching its page. */
async function isFollowing(db: Kysely<Tables>, now: Date): Promise<boolean> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const row = await db
    .selectFrom("hostnameStatus")
    .leftJoin("hostnameRechecks", "hostnameRechecks.hostname", "hostnameStatus.hostname")
    .select("hostnameStatus.hostname")
    .where((where) =>
      where.or([where("askedAt", ">", ago(followCheckedMs)), where("firstSeenAt", ">", ago(followAddedMs))]),
    )
    .where((where) =>
      where.or([where("status", "<>", "active"), where("certificateStatus", "is distinct from", "active")]),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether a recently added hostname has no validation records yet and is due for a poll. */
async function isUnknown(db: Kysely<Tables>, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom("hostnameStatus")
    .select("hostname")
    .where("firstSeenAt", ">", new Date(now.getTime() - followAddedMs))
    .where("certificateStatus", "is distinct from", "active")
    .where(sql<boolean>`coalesce(details -> 'validationRecords', '[]') = '[]'`)
    .where(
      sql<boolean>`observed_at + greatest(make_interval(secs => ${unknownMsMin / 1_000}), (observed_at - first_seen_at) / 2) <= ${now}`,
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
