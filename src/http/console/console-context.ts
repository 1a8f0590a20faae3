import type { Hono } from "hono";
import type { Flash } from "../../core/model/flash.ts";
import type { Operator } from "../../core/sign-in/operator-tokens.ts";
import type { ServiceContext } from "../kernel/service-context.ts";
import type { ServiceEnv } from "../kernel/service-env.ts";
import type { Dispatch } from "../operators-api/requests/replay-request.ts";

/** The dependencies of the console's routes. */
export interface ConsoleContext extends ServiceContext {
  /** The application that these routes belong to, for replaying requests. */
  readonly dispatch: Dispatch;
}

/** The signed-in operator and the page they view. */
export interface Viewer {
  readonly operator: Pick<Operator, "name" | "scope">;
  /** The operator's name in the audit log. */
  readonly actor: `operator:${string}`;
  /** The session's id. */
  readonly sessionId: string;
  /** The page's path and query, which automatic refresh loads. */
  readonly address: string;
  /** The result of the previous action; shown once. */
  readonly flash: Flash | undefined;
  readonly now: Date;
}

/** The variables of every signed-in request. */
export interface ConsoleEnv extends ServiceEnv {
  Variables: ServiceEnv["Variables"] & { viewer: Viewer };
}

/** A group of related pages, with absolute paths. */
export type ConsoleGroup = Hono<ConsoleEnv>;
