import type { Hono } from "hono";
import type { Flash } from "../../core/model/flash.ts";
import type { Operator } from "../kernel/operator-auth/find-operator.ts";
import type { ServiceContext } from "../kernel/service-context.ts";
import type { ServiceEnv } from "../kernel/service-env.ts";
import type { Dispatch } from "../operators-api/requests/replay-request.ts";

/** What the console's routes work with. */
export interface ConsoleContext extends ServiceContext {
  /** The application that these routes are part of, for requests that are sent again. */
  readonly dispatch: Dispatch;
}

/** Who looks at a page, as far as the page has to know. */
export interface Viewer {
  readonly operator: Pick<Operator, "name" | "scope">;
  /** What the audit log calls them. */
  readonly actor: `operator:${string}`;
  /** Id of the session. */
  readonly sessionId: string;
  /** Path and query of the page, which is asked for again by what updates by itself. */
  readonly address: string;
  /** What came of the action before; shown once. */
  readonly flash: Flash | undefined;
  readonly now: Date;
}

/** What every request of somebody who is signed in carries. */
export interface ConsoleEnv extends ServiceEnv {
  Variables: ServiceEnv["Variables"] & { viewer: Viewer };
}

/** Pages of one purpose, with their paths from the root. */
export type ConsoleGroup = Hono<ConsoleEnv>;
