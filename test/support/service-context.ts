import { Kysely, PostgresDialect } from "kysely";
import { ControlPlaneConfig } from "../../src/core/config/control-plane-config.ts";
import type { Tables } from "../../src/core/db/tables.ts";
import type { ReconcilerConfig } from "../../src/fleet/reconciler/declaration/declare-tenant.ts";
import type { ServiceContext } from "../../src/http/kernel/service-context.ts";
import { endpointsOf, termsOf, withTerms } from "../../src/http/marketplaces/index.ts";
import { MemoryLedger } from "./memory-ledger.ts";
import { silentLog } from "./silent-log.ts";

export const cleverPassword = "c1e7e2c1000000000000000000000000000000000000aa";
export const cleverSalt = "c1e7e2c1000000000000000000000000000000000000bb";
export const appPassword = "c10dfa2e000000000000000000000000000000000000aa";
export const appSecret = "c10dfa2e-0000-0000-0000-000000000000-secret-bb";

const plain = {
  publicUrl: "https://cp.saasprovider.com",
  deployment: {
    zoneId: "023e105f4ecef8ad9ca31a8372d0c353",
    fallbackOrigin: { hostname: "proxy-fallback.saasprovider.com", content: "192.0.2.1" },
    cnameTarget: { hostname: "customers.saasprovider.com" },
    plans: {
      dev: { pricingUid: "pricing-dev" },
      pro: { pricingUid: "pricing-pro" },
      "Team 2": { pricingUid: "pricing-team" },
    },
  },
  plans: {
    dev: { limits: { hostnames: 1, members: 1 }, message: "Welcome to dev" },
    pro: { title: "Professional", licenses: 3 },
  },
  clevercloud: { providerId: "acme-addon", password: cleverPassword, ssoSalt: cleverSalt },
  cloudflareApp: {
    basic: { user: "cloudflare", password: appPassword },
    pathSecret: appSecret,
    defaultPlan: "dev",
  },
};

/** A configuration with both marketplaces; `changes` replace whole sections. */
export function testConfig(changes: Readonly<Record<string, unknown>> = {}): ReconcilerConfig {
  return withTerms(ControlPlaneConfig.parse({ ...plain, ...changes }));
}

/** A configuration as a process reads it: without the terms, which are derived from it. */
export function configText(config: ControlPlaneConfig): string {
  return JSON.stringify({ ...config, terms: undefined });
}

/** The same with some of Clever Cloud's settings changed. */
export function testConfigWithCleverCloud(changes: Readonly<Record<string, unknown>>): ReconcilerConfig {
  return testConfig({ clevercloud: { ...plain.clevercloud, ...changes } });
}

/** A context with the test's database, ledger and time, as far as its routes need them. */
export function testContext(parts: Pick<ServiceContext, "db" | "ledger"> & Partial<ServiceContext>): ServiceContext {
  const config = parts.config ?? testConfig();
  const derived = { marketplaces: endpointsOf(config), terms: termsOf(config) };
  return { config, ...derived, log: silentLog, now: () => new Date(), ...parts };
}

/** A context for routes that need no database. */
export function offlineContext(parts: Partial<ServiceContext> = {}): ServiceContext {
  const pool = () => Promise.reject(new Error("this test has no database"));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return testContext({ db, ledger: new MemoryLedger(), ...parts });
}

/** An Authorization header. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}
