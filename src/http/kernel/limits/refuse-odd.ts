import type { MiddlewareHandler } from "hono";
import { HttpProblem } from "../problem.ts";
import type { ServiceEnv } from "../service-env.ts";

/** Asked by load balancers, whose checks may have no Host that means anything. */
const probes = ["/healthz", "/readyz"];

/** Refuses a request whose Host is missing or unreadable, except for probes. */
export function refuseBadHost(): MiddlewareHandler<ServiceEnv> {
  return (c, next) => {
    const detail = c.env?.hostFault;
    if (detail !== undefined && !probes.includes(c.req.path)) throw new HttpProblem(400, { detail });
    return next();
  };
}

/** Refuses a compressed body: nothing here unpacks one. */
export function refuseEncoded(): MiddlewareHandler<ServiceEnv> {
  return (c, next) => {
    const encoding = c.req.header("Content-Encoding")?.trim().toLowerCase() ?? "identity";
    if (encoding !== "identity" && encoding !== "") {
      const detail = `Content-Encoding is ${encoding.slice(0, 40)}: send the body without one.`;
      throw new HttpProblem(415, { detail, headers: { "Accept-Encoding": "identity" } });
    }
    return next();
  };
}
