import { beforeAll } from "vitest";
import type { ControlPlaneConfig } from "../../../../src/core/config/control-plane-config.ts";
import { createToken } from "../../../../src/core/sign-in/operator-tokens.ts";
import type { ConsoleContext } from "../../../../src/http/console/console-context.ts";
import { consoleRoutes } from "../../../../src/http/console/console-routes.ts";
import type { RouteGroup } from "../../../../src/http/kernel/service-env.ts";
import { createApp } from "../../../../src/process/app.ts";
import { useLedger } from "../../../support/ledger.ts";
import { testContext } from "../../../support/service-context.ts";
import { ConsoleVisitor } from "./console-visitor.ts";

interface ConsoleFixture {
  readonly context: ConsoleContext;
  readonly app: RouteGroup;
  /** The control plane's current time. */
  readonly clock: { now: Date };
  /** A person with a token who is not signed in yet. */
  visitor(scope?: "read" | "write"): Promise<ConsoleVisitor>;
  /** A signed-in operator. */
  operator(scope?: "read" | "write"): Promise<ConsoleVisitor>;
}

interface FixtureOptions {
  /** The time that the clock shows until the test moves it; without it the clock runs. */
  readonly start?: Date;
  readonly config?: ControlPlaneConfig;
}

let count = 0;

/** The operators' console on a fresh database; the properties can be used within tests. */
export function useConsole({ start, config }: FixtureOptions = {}): ConsoleFixture {
  const held = useLedger();
  const clock = { now: start ?? new Date() };
  const now = () => (start === undefined ? new Date() : clock.now);
  let made: Pick<ConsoleFixture, "context" | "app"> | undefined;
  const given = () => {
    if (made === undefined) {
      throw new Error("the fixture is created before the file's tests");
    }
    return made;
  };
  beforeAll(() => {
    const dispatch: ConsoleContext["dispatch"] = (request, bindings) => given().app.fetch(request, bindings);
    const service = testContext({
      db: held.database.db,
      ledger: held.ledger,
      now,
      ...(config && { config }),
    });
    const context = { ...service, dispatch };
    made = { context, app: createApp(context, { groups: [consoleRoutes(context)] }) };
  });
  const visitor: ConsoleFixture["visitor"] = async (scope = "write") => {
    const { app, context } = given();
    count += 1;
    const name = `${scope}-${count}`;
    const token = await createToken({ db: context.db, name, actor: "system", now: now() }, scope, undefined);
    return new ConsoleVisitor(app, { name, token });
  };
  return {
    clock,
    visitor,
    get context() {
      return given().context;
    },
    get app() {
      return given().app;
    },
    async operator(scope) {
      const someone = await visitor(scope);
      await someone.signIn();
      return someone;
    },
  };
}
