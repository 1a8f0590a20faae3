import type { OpenAPIHono } from "@hono/zod-openapi";
import type { RequestIdVariables } from "hono/request-id";
import type { Operator } from "../../core/sign-in/operator-tokens.ts";

/** What every request carries. */
export interface ServiceEnv {
  Bindings: {
    /** The recorded request that this one repeats; set by the replay alone, no caller can. */
    readonly replayOf?: string;
    /** What is wrong with the request's Host header; set by the listener alone. */
    readonly hostFault?: string | undefined;
  };
  Variables: RequestIdVariables & {
    /** Who sent an operator's token. */
    operator?: Operator;
    /** Whether a problem repeats its detail as `message`, for a marketplace that shows it to its customers. */
    saysMessage?: boolean;
  };
}

/** Routes of one purpose, with their paths from the root. */
export type RouteGroup = OpenAPIHono<ServiceEnv>;
