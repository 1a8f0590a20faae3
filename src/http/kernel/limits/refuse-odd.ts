import type { MiddlewareHandler } from "hono";
import { HttpError } from "../problem.ts";
import type { ServiceEnv } from "../service-env.ts";

/** Paths for load balancers, whose checks may send a meaningless Host or none. */
const probes = ["/healthz", "/readyz"];

/**
 * Refuses a request whose Host is missing or invalid, except for probes and OPTIONS for the server as a
 * whole.
 */
export function refuseBadHost(): MiddlewareHandler<ServiceEnv> {
  return (c, next) => {
    const detail = c.env?.hostFault;
    const isProbe = probes.includes(c.req.path) || (c.req.method === "OPTIONS" && c.req.path === "/");
    if (detail !== undefined && !isProbe) {
      throw new HttpError(400, { detail });
    }
    return next();
  };
}

/** Refuses compressed bodies, because no route decompresses them. */
export function refuseEncoded(): MiddlewareHandler<ServiceEnv> {
  return (c, next) => {
    const encoding = c.req.header("Content-Encoding")?.trim().toLowerCase() ?? "identity";
    if (encoding !== "identity" && encoding !== "") {
      const detail = `Content-Encoding ${encoding.slice(0, 40)} is not supported: send the body uncompressed.`;
      throw new HttpError(415, { detail, headers: { "Accept-Encoding": "identity" } });
    }
    return next();
  };
}

/** Refuses an expectation that cannot be met (RFC 9110, 10.1.1). Only 100-continue is defined. */
export function refuseExpectation(): MiddlewareHandler<ServiceEnv> {
  return (c, next) => {
    const expected = (c.req.header("Expect") ?? "").split(",").map((member) => member.trim());
    const unknown = expected.find((member) => member !== "" && member.toLowerCase() !== "100-continue");
    if (unknown !== undefined) {
      const detail = `Expect: ${unknown.slice(0, 40)} is not supported, only 100-continue.`;
      throw new HttpError(417, { detail });
    }
    return next();
  };
}
