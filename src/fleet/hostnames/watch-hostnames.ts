import type { CloudflareClient } from "@marketplane/providers/cloudflare/client.ts";
import type { Logger } from "pino";
import type { Wakeup } from "../../core/background/wakeup.ts";
import { countPendingHostnames } from "./claimed-hostnames.ts";
import { type ObserveOptions, observeHostnames } from "./observe-hostnames.ts";

interface WatchOptions extends ObserveOptions {
  readonly cloudflare: Pick<CloudflareClient, "listCustomHostnames" | "findCustomHostname" | "hostnamesPerPage">;
  readonly log: Logger;
  /** Rings when Cloudflare says that something has changed; what, the listing says. */
  readonly wakeup?: Pick<Wakeup, "take"> | undefined;
}

const intervalMsMin = 15_000;
const intervalMsMax = 300_000;
const growth = 1.5;
/** A rest for each further page of a listing, so that looking takes a quarter of Cloudflare's budget at most. */
const restMsOfPage = 1_000;

/**
 * A round of watching the customers' hostnames; it returns the milliseconds until the next one. Cloudflare is asked only while
 * a hostname is pending, for the whole zone at once, and less and less often while nothing changes. What another process
 * looked at a moment ago is not asked again. A notice of Cloudflare is followed whatever is pending: it may be of a certificate
 * that could not be renewed.
 */
export function watchHostnames(options: WatchOptions): () => Promise<number> {
  const { db, cloudflare, log, now, wakeup } = options;
  let intervalMs = intervalMsMin;
  let pendingBefore = 0;
  let isNoticed = false;
  let restForMs = 0;
  let restUntil = 0;
  return async () => {
    isNoticed = (wakeup?.take() ?? false) || isNoticed;
    const nowMs = now().getTime();
    // If the clock was set back, the rest ends by the new time.
    restUntil = Math.min(restUntil, nowMs + restForMs);
    if (nowMs < restUntil) {
      return restUntil - nowMs;
    }
    const { count, observedAt } = await countPendingHostnames(db);
    if (count !== pendingBefore) {
      intervalMs = intervalMsMin;
      pendingBefore = count;
    }
    if (count === 0 && !isNoticed) {
      return intervalMsMin;
    }
    const ageMs = observedAt === null ? Number.POSITIVE_INFINITY : nowMs - observedAt.getTime();
    // An observation in the future says nothing: the clock was set back since.
    if (ageMs >= 0 && ageMs < intervalMs / 2 && !isNoticed) {
      return intervalMs - ageMs;
    }
    const { changed, listed } = await observeHostnames(options);
    log.debug({ pending: count, changed, listed, isNoticed }, "hostnames observed");
    isNoticed = false;
    restForMs = Math.floor(listed / cloudflare.hostnamesPerPage()) * restMsOfPage;
    restUntil = now().getTime() + restForMs;
    intervalMs = changed > 0 ? intervalMsMin : Math.min(intervalMsMax, intervalMs * growth);
    return intervalMs;
  };
}
