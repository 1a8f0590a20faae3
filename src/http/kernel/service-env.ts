import type { OpenAPIHono } from "@hono/zod-openapi";
import type { RequestIdVariables } from "hono/request-id";
import type { Operator } from "../../core/sign-in/operator-tokens.ts";

/** Variables of every request. */
export interface ServiceEnv {
  Bindings: {
    /** The recorded request that this one replays; set only by a replay, so no caller can set it. */
    readonly replayOf?: string;
    /** What is wrong with the Host header; set only by the listener. */
    readonly hostFault?: string | undefined;
  };
  Variables: RequestIdVariables & {
    /** The operator whose token was sent. */
    operator?: Operator;
    /**
     * Whether a problem repeats its detail as `message`, for a marketplace that shows it to its customers.
     */
    hasMessage?: boolean;
  };
}

/** Routes of one purpose, with absolute paths. */
export type RouteGroup = OpenAPIHono<ServiceEnv>;
