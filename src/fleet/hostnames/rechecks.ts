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
  /** Has the hostnames looked at: what comes of a check is to be seen soon. */
  lookAtHostnames(): void;
}

const intervalMs = 3_000;
/** Checks of one round; further ones wait for the next. */
const roundMax = 20;
/** For so long after a check its hostname is looked at often, and for so long after it was added. */
const followCheckedMs = 120_000;
const followAddedMs = 600_000;
const followIntervalMs = 20_000;
/** The first look at a new hostname comes so long after its order; each further one after half as long again as it is known. */
const unreadMsMin = 2_000;

/**
 * A round of the checks that customers have asked for: Cloudflare is made to validate once more by a PATCH that changes
 * nothing (API page of custom hostnames, "re-run DCV"). One that fails is not repeated: its customer may ask again. What was
 * checked or added a short while ago is looked at more often than the watcher would by itself, and soonest that of which
 * nobody knows yet what its customer has to set.
 */
export function carryOutRechecks(options: RecheckOptions): () => Promise<number> {
  const { db, now, lookAtHostnames } = options;
  let followedAtMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const waiting = await listWaiting(db);
    for (const recheck of waiting) {
      await carryOut(recheck, options);
    }
    const isDue = now().getTime() - followedAtMs >= followIntervalMs;
    if (waiting.length > 0 || (isDue && (await isFollowing(db, now()))) || (await isUnread(db, now()))) {
      followedAtMs = now().getTime();
      lookAtHostnames();
    }
    return intervalMs;
  };
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
    .limit(roundMax)
    .execute();
}

/** Of several processes, the one that takes it asks Cloudflare. */
async function carryOut(waiting: Waiting, options: RecheckOptions): Promise<void> {
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
      return await noteGone(waiting, options);
    }
    const repeat = known.ssl ? toSslRepeat(known.ssl) : undefined;
    await cloudflare.updateCustomHostname(zoneId, cloudflareId, repeat ? { ssl: repeat } : {});
  } catch (error) {
    log.warn({ err: error, hostname }, "a hostname could not be checked again");
    await rechecks.set({ isFailed: true }).execute();
  }
}

/** The check is what learns that Cloudflare has the hostname no longer. */
async function noteGone({ tenantId, observedGeneration, ...hostname }: Waiting, { db, now }: RecheckOptions) {
  const seen = { tenantId, generation: observedGeneration, hostnames: [toGone(hostname)] };
  await recordHostnames(db, [seen], now());
}

/** Whether a hostname that was added or checked a short while ago is not served yet: somebody may be looking at its page. */
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

/** Whether a hostname that was added a short while ago has no validation records yet, and it is time to look for them. */
async function isUnread(db: Kysely<Tables>, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom("hostnameStatus")
    .select("hostname")
    .where("firstSeenAt", ">", new Date(now.getTime() - followAddedMs))
    .where("certificateStatus", "is distinct from", "active")
    .where(sql<boolean>`coalesce(details -> 'validationRecords', '[]') = '[]'`)
    .where(
      sql<boolean>`observed_at + greatest(make_interval(secs => ${unreadMsMin / 1_000}), (observed_at - first_seen_at) / 2) <= ${now}`,
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
