import type { MiddlewareHandler } from "hono";
import type { SandboxEnv } from "../sandbox-context.ts";
import type { ClevercloudSeed } from "./seed.ts";

/**
 * Requires the manifest's Basic credentials before anything else, so that callers without them cannot
 * discover ids.
 */
export function basicAuth(seed: ClevercloudSeed): MiddlewareHandler<SandboxEnv> {
  const expected = `Basic ${Buffer.from(`${seed.providerId}:${seed.password}`).toString("base64")}`;
  return async (c, next) => {
    if (c.req.header("Authorization") === expected) {
      return next();
    }
    c.header("WWW-Authenticate", 'Basic realm="Clever Cloud add-on provider"');
    return c.json({ id: 401, message: "Wrong or missing credentials", type: "error" }, 401);
  };
}
