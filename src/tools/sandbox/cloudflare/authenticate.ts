import type { MiddlewareHandler } from "hono";
import type { SandboxEnv } from "../sandbox-context.ts";
import { CloudflareError } from "./envelope.ts";
import type { CloudflareSeed } from "./seed.ts";

/** Requires the API token, or the email with the global API key. The token takes precedence. */
export function authenticate(seed: CloudflareSeed): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const authorization = c.req.header("Authorization");
    const email = c.req.header("X-Auth-Email");
    const apiKey = c.req.header("X-Auth-Key");
    if (authorization !== undefined) {
      const token = /^Bearer (\S+)$/.exec(authorization)?.[1];
      if (token === undefined) {
        throw new CloudflareError(401, 1000, "Unable to extract bearer token");
      }
      if (token !== seed.apiToken) {
        throw new CloudflareError(401, 1001, "Invalid API token");
      }
    } else if (email !== undefined || apiKey !== undefined) {
      const isRight = email === seed.email && apiKey === seed.apiKey;
      if (!isRight) {
        throw new CloudflareError(401, 10000, "Authentication error");
      }
    } else {
      throw new CloudflareError(400, 1403, "The request has no Authorization header");
    }
    await next();
  };
}
