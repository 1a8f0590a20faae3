import { beforeAll } from "vitest";
import type { ServiceContext } from "../../../../../src/http/kernel/service-context.ts";
import type { RouteGroup } from "../../../../../src/http/kernel/service-env.ts";
import { auditRoutes } from "../../../../../src/http/operators-api/audit/audit.list.ts";
import { tenantsRoutes } from "../../../../../src/http/operators-api/tenants/tenants-routes.ts";
import { createApp } from "../../../../../src/process/app.ts";
import { useLedger } from "../../../../support/ledger.ts";
import { type Operator, operatorOf } from "../../../../support/operator.ts";
import { testContext } from "../../../../support/service-context.ts";

interface TenantsFixture {
  readonly context: ServiceContext;
  readonly app: RouteGroup;
  readonly reader: Operator;
  readonly writer: Operator;
}

/** The operators' API on a fresh database, and two operators; the properties can be used within tests. */
export function useTenantsApi(): TenantsFixture {
  const held = useLedger();
  const api: { current?: TenantsFixture } = {};
  beforeAll(async () => {
    const context = testContext({ db: held.database.db, ledger: held.ledger });
    const app = createApp(context, { groups: [tenantsRoutes(context), auditRoutes(context)] });
    const [reader, writer] = [await operatorOf(app, context, "read"), await operatorOf(app, context, "write")];
    api.current = { context, app, reader, writer };
  });
  const get = <Key extends keyof TenantsFixture>(key: Key): TenantsFixture[Key] => {
    if (api.current === undefined) {
      throw new Error("the fixture is created before the file's tests");
    }
    return api.current[key];
  };
  return {
    get context() {
      return get("context");
    },
    get app() {
      return get("app");
    },
    get reader() {
      return get("reader");
    },
    get writer() {
      return get("writer");
    },
  };
}

/** A valid order. Its logins and hostnames are derived from the name. */
export function order(name: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    externalId: name,
    plan: "pro",
    owner: { login: `${name}@customer.com` },
    hostnames: [{ hostname: `${name}.customer.com` }],
    ...changes,
  };
}
