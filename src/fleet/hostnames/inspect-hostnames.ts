import type { CustomHostname } from "@marketplane/providers/cloudflare/schema.ts";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { z } from "zod";
import { readFact, writeFact } from "../../core/db/queries/facts.ts";
import type { Tables } from "../../core/db/tables.ts";
import type { HostnameObservation } from "../../core/ledger/record-observations.ts";
import { findClaimedHostnames, listKnownHostnames } from "./claimed-hostnames.ts";
import { isGone, type ObserveOptions, recordSeen, toObservation } from "./observe-hostnames.ts";
import { toGone } from "./record-hostnames.ts";

interface InspectOptions extends ObserveOptions {
  readonly log: Logger;
  /** Time between the starts of two inspections, in milliseconds. */
  readonly intervalMs: number;
}

/** One page per second uses at most a quarter of Cloudflare's rate limit. */
const pauseMs = 1_000;
const factName = "hostnames.inspection";
const Inspection = z.object({ startedAt: z.coerce.date() });

/**
 * Reads every hostname of the zone regularly, also those that are served, because Cloudflare sends no
 * notification when a hostname moves or is deleted or blocked. Each round reads one page, or confirms that one
 * hostname is missing, and returns the milliseconds until the next round. One process at a time inspects.
 */
export function inspectHostnames(options: InspectOptions): () => Promise<number> {
  const { db, now, intervalMs } = options;
  let rounds: AsyncIterator<void> | undefined;
  return async () => {
    if (rounds === undefined) {
      const waitMs = await msUntilDue(db, now(), intervalMs);
      if (waitMs > 0) {
        return waitMs;
      }
      await writeFact(db, factName, { startedAt: now().toISOString() });
      rounds = inspection(options);
    }
    try {
      const { done = false } = await rounds.next();
      if (!done) {
        return pauseMs;
      }
    } catch (error) {
      rounds = undefined;
      throw error;
    }
    rounds = undefined;
    return Math.max(pauseMs, await msUntilDue(db, now(), intervalMs));
  };
}

/** A start in the future does not count: the clock was set back since. */
async function msUntilDue(db: Kysely<Tables>, now: Date, intervalMs: number): Promise<number> {
  const last = Inspection.safeParse(await readFact(db, factName));
  const ageMs = last.success ? now.getTime() - last.data.startedAt.getTime() : Number.POSITIVE_INFINITY;
  return ageMs < 0 ? 0 : Math.max(0, intervalMs - ageMs);
}

/** Yields after each page of the listing, and after each hostname that the listing lacked. */
async function* inspection(options: InspectOptions): AsyncGenerator<void> {
  const { db, cloudflare, zoneId, log } = options;
  const listed = new Set<string>();
  let changed = 0;
  let page: CustomHostname[] = [];
  const flush = async () => {
    changed += await record(page, options);
    page = [];
  };
  for await (const wire of cloudflare.listCustomHostnames(zoneId)) {
    listed.add(wire.id);
    page.push(wire);
    if (page.length === cloudflare.hostnamesPerPage()) {
      await flush();
      yield;
    }
  }
  await flush();
  // A listing can miss a hostname while its pages shift, so each is confirmed by its id.
  const missing = (await listKnownHostnames(db)).filter(({ cloudflareId }) => !listed.has(cloudflareId));
  for (const known of missing) {
    yield;
    if (await isGone(known.cloudflareId, options)) {
      changed += await recordSeen([known], new Map([[known.hostname, toGone(known)]]), options);
    }
  }
  log.info({ hostnames: listed.size, changed }, "hostnames inspected");
}

/** Records the claimed hostnames of a page; returns how many have changed. */
async function record(page: readonly CustomHostname[], options: InspectOptions): Promise<number> {
  const claims = await findClaimedHostnames(
    options.db,
    page.map(({ hostname }) => hostname),
  );
  const claimed = new Set(claims.map(({ hostname }) => hostname));
  const seen = new Map<string, HostnameObservation>(
    page.filter(({ hostname }) => claimed.has(hostname)).map((wire) => [wire.hostname, toObservation(wire)]),
  );
  return recordSeen(claims, seen, options);
}
