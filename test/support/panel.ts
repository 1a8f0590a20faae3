import type { Insertable } from "kysely";
import { beforeAll, expect } from "vitest";
import type { ControlPlaneConfig } from "../../src/core/config/control-plane-config.ts";
import type { HostnameStatusTable } from "../../src/core/db/tables/tenant-tables.ts";
import { newTenantId } from "../../src/core/ledger/new-tenant-id.ts";
import type { Condition } from "../../src/core/model/condition.ts";
import type { Tenant } from "../../src/core/model/tenant.ts";
import { openSession } from "../../src/core/sign-in/panel-sessions.ts";
import { HostnameDetails } from "../../src/fleet/hostnames/hostname-details.ts";
import type { RouteGroup } from "../../src/http/kernel/service-env.ts";
import type { ObservedDomain } from "../../src/http/panel/domains/domain.ts";
import { createApp } from "../../src/process/app.ts";
import { TenantDeclaration } from "../../stacks/tenant-declaration.ts";
import { readAudit, useLedger } from "./ledger.ts";
import { testConfig, testContext } from "./service-context.ts";

export const start = new Date("2026-11-22T10:00:00Z");
const origin = "https://cp.saasprovider.com";

/** A customer's browser without scripts: its requests and their answers. */
export interface Visitor {
  readonly tenantId: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** The page's HTML; the test fails if it does not exist. */
  read(path: string, headers?: Record<string, string>): Promise<string>;
  post(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
}

type Wish = Partial<Pick<Tenant, "source" | "state" | "plan">> & { readonly desired?: Partial<Tenant["desired"]> };

/** The panel on a fresh database, with a clock that only moves when a test sets it. */
export function usePanel(changes: Readonly<Record<string, unknown>> = {}) {
  const held = useLedger();
  const config: ControlPlaneConfig = testConfig(changes);
  const clock = { time: start };
  let app: RouteGroup | undefined;
  beforeAll(() => {
    const { ledger, database } = held;
    app = createApp(testContext({ db: database.db, ledger, config, now: () => clock.time }));
  });

  const order = ({ desired, ...wish }: Wish = {}): Promise<string> => {
    const { source = "clevercloud", state = "active", plan = "pro" } = wish;
    const externalId = `addon_${newTenantId()}`;
    const complete = { owner: { login: "ada@acme.com" }, members: [], hostnames: [], counters: {}, ...desired };
    return held.ledger.submit({
      key: { source, externalId },
      actor: "clevercloud",
      action: "provision",
      hostnames: complete.hostnames.map(({ hostname }) => hostname),
      decide: (_, { newId: id }) => ({
        answer: id,
        next: { id, source, externalId, state, plan, desired: complete, marketplace: {} },
      }),
    });
  };

  /** The key of a session. */
  const signIn = async (tenantId: string): Promise<string> => {
    const session = { tenantId, userId: "user_1", email: "ada@acme.com" };
    return (await openSession(held.database.db, session, clock.time)).key;
  };

  /** A visitor who is signed in to a tenant. */
  const visit = async (tenantId: string): Promise<Visitor> => {
    const key = await signIn(tenantId);
    const send = async (path: string, init: RequestInit, headers: Record<string, string>) => {
      if (app === undefined) {
        throw new Error("the panel is opened before the file's tests");
      }
      return app.request(path, { ...init, headers: { Cookie: `__Host-marketplane-${tenantId}=${key}`, ...headers } });
    };
    const get = (path: string, headers = {}) => send(path, {}, headers);
    return {
      tenantId,
      get,
      read: async (path, headers) => {
        const answer = await get(path, headers);
        expect(answer.status, path).toBe(200);
        return answer.text();
      },
      post: (path, fields = {}, headers = {}) =>
        send(path, { method: "POST", body: new URLSearchParams(fields) }, { Origin: origin, ...headers }),
    };
  };

  return {
    clock,
    config,
    signIn,
    get app() {
      if (app === undefined) {
        throw new Error("the panel is opened before the file's tests");
      }
      return app;
    },
    get db() {
      return held.database.db;
    },
    get ledger() {
      return held.ledger;
    },
    order,
    visit,
    visitNew: async (wish: Wish = {}) => visit(await order(wish)),
    tenant: (id: string): Promise<Tenant> =>
      held.database.db.selectFrom("tenants").selectAll().where("id", "=", id).executeTakeFirstOrThrow(),
    /** A tenant's audit entries: actor and action, oldest first. */
    audit: async (tenantId: string) =>
      (await readAudit(held.database)).flatMap((entry) =>
        entry.tenantId === tenantId ? [`${entry.actor} ${entry.action}`] : [],
      ),
    /** Sets Cloudflare's status of a hostname. */
    observe: async (hostname: string, seen: Partial<Insertable<HostnameStatusTable>> = {}) => {
      const details = JSON.stringify({ errors: [] });
      const since = { firstSeenAt: start, statusSince: start, certificateSince: start, observedAt: start };
      const statuses = { status: "pending", certificateStatus: "pending_validation" };
      const row = { cloudflareId: "id", ...statuses, details, ...since, ...seen, hostname };
      await held.database.db
        .insertInto("hostnameStatus")
        .values(row)
        .onConflict((conflict) => conflict.column("hostname").doUpdateSet(row))
        .execute();
    },
  };
}

/** A hostname in a tenant's desired state. */
export function desiredHostname(hostname: string): Tenant["desired"]["hostnames"][number] {
  return TenantDeclaration.shape.hostnames.unwrap().element.parse({ hostname });
}

/** A tenant with default values. `ready` and `pushed` are its conditions of these types. */
export function tenantOf(
  parts: Partial<Tenant> & { readonly ready?: Partial<Condition>; readonly pushed?: Partial<Condition> } = {},
): Tenant {
  const { ready, pushed, ...rest } = parts;
  const at = start.toISOString();
  const condition = {
    status: "false",
    reason: "Converged",
    message: "",
    lastTransitionAt: at,
    observedGeneration: 1,
  } as const;
  const conditions = [
    ...(ready ? [{ ...condition, type: "Ready" as const, ...ready }] : []),
    ...(pushed ? [{ ...condition, type: "ConfigPushed" as const, ...pushed }] : []),
  ];
  return {
    ...{ id: "a", source: "clevercloud", externalId: "addon_a", plan: "pro", shard: "shard-00", state: "active" },
    ...{ desired: { members: [], hostnames: [], counters: {} }, marketplace: {}, conditions },
    ...{ generation: 1, observedGeneration: 1, createdAt: start, changedAt: start, removedAt: null },
    ...rest,
  };
}

/** Cloudflare's status of a hostname with default values. */
export function observed(parts: Partial<ObservedDomain> = {}): ObservedDomain {
  return {
    status: "pending",
    certificateStatus: "pending_validation",
    details: HostnameDetails.parse({}),
    ...{ firstSeenAt: start, statusSince: start, certificateSince: start, observedAt: start },
    ...parts,
  };
}

/** A page's text, without its markup. */
export function textOf(html: string): string {
  return html
    .replace(/<style.*?<\/style>|<svg.*?<\/svg>/gs, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ");
}
