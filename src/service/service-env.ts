import type { OpenAPIHono } from "@hono/zod-openapi";
import type { RequestIdVariables } from "hono/request-id";
import type { Operator } from "./operator-auth/find-operator.ts";

/** What every request carries. */
export interface ServiceEnv {
  Bindings: {
    /** The recorded request that this one repeats; set by the replay alone, no caller can. */
    readonly replayOf?: string;
  };
  Variables: RequestIdVariables & {
    /** Who sent an operator's token. */
    operator?: Operator;
  };
}

/** Routes of one purpose, with their paths from the root. */
export type RouteGroup = OpenAPIHono<ServiceEnv>;
