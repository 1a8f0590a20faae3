import { hash, randomBytes } from "node:crypto";
import type { Counter } from "@prometheus-io/client";
import type { Context, MiddlewareHandler } from "hono";
import { LRUCache } from "lru-cache";
import type { ControlPlaneConfig } from "../../../core/config/control-plane-config.ts";
import { isBelow } from "../marketplace-endpoint.ts";
import { HttpError } from "../problem.ts";
import type { ServiceEnv } from "../service-env.ts";
import { callerAddress } from "./caller-address.ts";
import { TokenBuckets } from "./token-buckets.ts";

/**
 * Maximum number of accepted credentials to remember, least recently used first out; more than there are
 * operators and marketplaces.
 */
const callersMax = 10_000;

/** The credentials that callers can present. */
export interface CallerCredentials {
  read(c: Context<ServiceEnv>): string | undefined;
  areValid(c: Context<ServiceEnv>): Promise<boolean>;
}

interface RateLimitOptions {
  readonly limits: Pick<ControlPlaneConfig["limits"], "requestsPerMinute" | "proxies">;
  /** Paths below which only valid credentials get a successful answer. */
  readonly guardedPaths: readonly string[];
  /** Counts refused requests. */
  readonly refused: Counter;
  readonly credentials: CallerCredentials;
  /** A monotonic clock, in milliseconds. */
  nowMs(): number;
}

/**
 * Not limited: probes, because a load balancer that gets 429 takes the process out of service, and the
 * console's sign-in, because a stranger with the operator's address, or behind the same proxy, could lock the
 * operator out. All of them are cheap to answer.
 */
const free = /^\/(healthz|readyz|assets\/.*|console\/sign-in)$/;

/**
 * Refuses a caller's requests beyond limits.requestsPerMinute with 429 and Retry-After. Callers with valid
 * credentials are counted per credential, from any address. All others are counted per address, so that
 * invented credentials do not bypass the limit. Credentials are checked here only if the address has no
 * requests left.
 */
export function limitRate(options: RateLimitOptions): MiddlewareHandler<ServiceEnv> {
  const { limits, guardedPaths, refused, credentials, nowMs } = options;
  const { requestsPerMinute, proxies } = limits;
  const buckets = new TokenBuckets(requestsPerMinute, nowMs);
  const accepted = new AcceptedCallers();
  return async (c, next) => {
    if (free.test(c.req.path)) {
      return next();
    }
    const caller = accepted.digestOf(credentials.read(c));
    let waitMs = buckets.take(accepted.has(caller) ? caller : (callerAddress(c, proxies) ?? "unknown"));
    if (waitMs !== undefined && caller !== undefined && !accepted.has(caller) && (await credentials.areValid(c))) {
      accepted.add(caller);
      waitMs = buckets.take(caller);
    }
    if (waitMs !== undefined) {
      refused.inc();
      throw new HttpError(429, {
        detail: `A caller may send ${requestsPerMinute} requests per minute.`,
        headers: { "Retry-After": String(Math.ceil(waitMs / 1000)) },
      });
    }
    await next();
    // OPTIONS is answered without authentication.
    const isAnswered = c.req.method !== "OPTIONS" && c.res.status >= 200 && c.res.status < 300;
    if (isAnswered && guardedPaths.some((base) => isBelow(base, c.req.path))) {
      accepted.add(caller);
    }
  };
}

/** Digests of the accepted credentials. */
class AcceptedCallers {
  readonly #digests = new LRUCache<string, true>({ max: callersMax });
  readonly #salt = randomBytes(32).toString("base64");

  digestOf(credentials: string | undefined): string | undefined {
    return credentials && hash("sha256", `${this.#salt}${credentials}`, "base64");
  }

  has(caller: string | undefined): caller is string {
    return caller !== undefined && this.#digests.get(caller) === true;
  }

  add(caller: string | undefined): void {
    if (caller !== undefined) {
      this.#digests.set(caller, true);
    }
  }
}
