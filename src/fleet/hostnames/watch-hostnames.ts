import type { Logger } from "pino";
import type { Wakeup } from "../../core/background/wakeup.ts";
import { countPendingHostnames } from "./claimed-hostnames.ts";
import { type ObserveOptions, observeHostnames } from "./observe-hostnames.ts";

interface WatchOptions extends ObserveOptions {
  readonly log: Logger;
  /**
   * Rings when Cloudflare notifies us of a change. The notification says nothing more, so the listing is
   * read.
   */
  readonly wakeup?: Pick<Wakeup, "take"> | undefined;
}

const intervalMsMin = 15_000;
const intervalMsMax = 300_000;
const growth = 1.5;
/** Pause per additional call of a poll, so that polling uses at most a quarter of Cloudflare's rate limit. */
const pauseMsPerCall = 1_000;

/**
 * One poll of the customers' hostnames; returns the milliseconds until the next one. Polls only while a
 * hostname is pending, with increasing intervals while nothing changes. Skips a poll
 * if another process has just polled. A notification from Cloudflare always triggers a poll, since it may be
 * about a certificate whose renewal failed.
 */
export function watchHostnames(options: WatchOptions): () => Promise<number> {
  const { db, log, now, wakeup } = options;
  let intervalMs = intervalMsMin;
  let pendingBefore = 0;
  let isNotified = false;
  let pauseMs = 0;
  let pausedUntil = 0;
  return async () => {
    isNotified = (wakeup?.take() ?? false) || isNotified;
    const nowMs = now().getTime();
    // If the clock was set back, measure the pause from the new time.
    pausedUntil = Math.min(pausedUntil, nowMs + pauseMs);
    if (nowMs < pausedUntil) {
      return pausedUntil - nowMs;
    }
    const { count, observedAt } = await countPendingHostnames(db);
    if (count !== pendingBefore) {
      intervalMs = intervalMsMin;
      pendingBefore = count;
    }
    if (count === 0 && !isNotified) {
      return intervalMsMin;
    }
    const ageMs = observedAt === null ? Number.POSITIVE_INFINITY : nowMs - observedAt.getTime();
    // Ignore an observation in the future: the clock was set back since.
    if (ageMs >= 0 && ageMs < intervalMs / 2 && !isNotified) {
      return intervalMs - ageMs;
    }
    const { changed, moreCalls } = await observeHostnames(options, isNotified);
    log.debug({ pending: count, changed, calls: moreCalls + 1, isNotified }, "hostnames observed");
    isNotified = false;
    pauseMs = moreCalls * pauseMsPerCall;
    pausedUntil = now().getTime() + pauseMs;
    intervalMs = changed > 0 ? intervalMsMin : Math.min(intervalMsMax, intervalMs * growth);
    return intervalMs;
  };
}
