import { hash, randomBytes } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { Counter } from "prom-client";
import type { ControlPlaneConfig } from "../../config/control-plane-config.ts";
import { HttpProblem } from "../problem.ts";
import type { ServiceEnv } from "../service-env.ts";
import { callerAddress } from "./caller-address.ts";
import { TokenBuckets } from "./token-buckets.ts";

/** Credentials that are remembered; beyond any number of operators and marketplaces. */
const callersMax = 10_000;

interface RateLimitOptions {
  readonly config: Pick<ControlPlaneConfig, "limits" | "clevercloud" | "cloudflareApp">;
  /** Counts what is refused. */
  readonly refused: Counter;
  /** A clock that never goes back, in milliseconds. */
  nowMs(): number;
}

/**
 * Refuses a caller's requests beyond limits.requestsPerMinute with 429 and Retry-After. Who has proved itself before by
 * credentials that were accepted counts by them, wherever it calls from; everybody else counts by address, so that
 * credentials made up for each request are no way around.
 */
export function limitRate({ config, refused, nowMs }: RateLimitOptions): MiddlewareHandler<ServiceEnv> {
  const { requestsPerMinute, proxies } = config.limits;
  const buckets = new TokenBuckets(requestsPerMinute, nowMs);
  const guarded = [config.clevercloud?.path, config.cloudflareApp?.path, "/api"].filter((path) => path !== undefined);
  const accepted = new Set<string>();
  const salt = randomBytes(32).toString("base64");
  return async (c, next) => {
    const credentials = c.req.header("Authorization");
    const caller = credentials && hash("sha256", `${salt}${credentials}`, "base64");
    const isAccepted = caller !== undefined && caller !== "" && accepted.has(caller);
    const key = isAccepted ? caller : (callerAddress(c, proxies) ?? "unknown");
    const waitMs = buckets.take(key);
    if (waitMs !== undefined) {
      refused.inc();
      throw new HttpProblem(429, {
        detail: `A caller may send ${requestsPerMinute} requests in a minute.`,
        headers: { "Retry-After": String(Math.ceil(waitMs / 1000)) },
      });
    }
    await next();
    const isGuarded = guarded.some((path) => c.req.path === path || c.req.path.startsWith(`${path}/`));
    if (caller && !isAccepted && isGuarded && c.res.status >= 200 && c.res.status < 300 && accepted.size < callersMax) {
      accepted.add(caller);
    }
  };
}
