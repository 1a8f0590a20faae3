import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../src/core/db/open-database.ts";

const providerId = "bench";

/** Credentials of the marketplace's orders, as a header. */
export function orderAuthorization(password: string): string {
  return `Basic ${Buffer.from(`${providerId}:${password}`).toString("base64")}`;
}

/**
 * Writes the configuration of a control plane on the database, or with an embedded one in the folder. Its environment
 * needs ADDON_PASSWORD and SSO_SALT, and DATABASE_URL for the given database.
 */
export function writeControlPlaneConfig(folder: string, database: Database | undefined): string {
  const reference = (name: string) => `\${${name}}`;
  const config = {
    publicUrl: "https://cp.saasprovider.com",
    listen: { port: 0 },
    database: database ? { url: reference("DATABASE_URL") } : { folder: join(folder, "database") },
    deployment: {
      zoneId: "023e105f4ecef8ad9ca31a8372d0c353",
      fallbackOrigin: { hostname: "proxy-fallback.saasprovider.com", content: "192.0.2.1" },
      cnameTarget: { hostname: "customers.saasprovider.com" },
      plans: { dev: { pricingUid: "pricing-dev" } },
      manifest: {
        providerId,
        name: "Bench",
        configVars: ["BENCH_KEY"],
        regions: ["eu"],
        production: { baseUrl: "https://cp.saasprovider.com/orders", ssoUrl: "https://cp.saasprovider.com/sso" },
      },
    },
    clevercloud: {
      providerId,
      password: reference("ADDON_PASSWORD"),
      ssoSalt: reference("SSO_SALT"),
      path: "/orders",
      ssoPath: "/sso",
    },
    limits: { requestsPerMinute: 10_000_000, drainDelayMs: 0 },
  };
  const file = join(folder, "marketplane.yaml");
  writeFileSync(file, JSON.stringify(config));
  return file;
}
