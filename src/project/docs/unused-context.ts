import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import type { Tables } from "../../core/db/tables.ts";
import { createLogger } from "../../core/telemetry/create-logger.ts";
import type { ServiceContext } from "../../http/kernel/service-context.ts";
import { endpointsOf, termsOf } from "../../http/marketplaces/index.ts";

/**
 * Dependencies for parts that are inspected but not run: no database, and a configuration with every option.
 */
export function unusedContext(): ServiceContext {
  const db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  const ledger: ServiceContext["ledger"] = {
    submit: () => Promise.reject(new Error("the documentation changes nothing")),
    close: () => Promise.resolve(),
  };
  const log = createLogger({ level: "silent", secrets: [] });
  const config = fullConfig();
  return { config, marketplaces: endpointsOf(config), terms: termsOf(config), db, ledger, log, now: () => new Date() };
}

function fullConfig(): ControlPlaneConfig {
  const secret = "not-a-secret-".repeat(4);
  return ControlPlaneConfig.parse({
    publicUrl: "https://cp.saasprovider.com",
    deployment: {
      zoneId: "023e105f4ecef8ad9ca31a8372d0c353",
      fallbackOrigin: { hostname: "proxy-fallback.saasprovider.com", content: "192.0.2.1" },
      cnameTarget: { hostname: "customers.saasprovider.com" },
      plans: { basic: { pricingUid: "ABCDEF1234567890", pricingName: "Monthly pricing" } },
    },
    clevercloud: { providerId: "my-addon", password: secret, ssoSalt: secret },
    cloudflareApp: { basic: { user: "cloudflare", password: secret }, defaultPlan: "basic" },
    cloudflare: { webhookSecret: secret },
  });
}
