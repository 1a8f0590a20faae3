import type { ApifewClient } from "@marketplane/providers/apifew/client.ts";
import { connectApifew } from "@marketplane/providers/apifew/connect.ts";
import { type ClevercloudClient, connectClevercloud } from "@marketplane/providers/clevercloud/connect.ts";
import type { CloudflareClient } from "@marketplane/providers/cloudflare/client.ts";
import { connectCloudflare } from "@marketplane/providers/cloudflare/connect.ts";
import type { Clock } from "@marketplane/providers/http/clock.ts";
import { withAccount } from "@marketplane/providers/intent-key.ts";
import type { Settings } from "@marketplane/providers/settings.ts";

/** The vendors, as people write them. */
export const vendorNames = { cloudflare: "Cloudflare", apifew: "apifew", clevercloud: "Clever Cloud" } as const;
export type VendorName = keyof typeof vendorNames;

/** One account at one vendor. */
export type Connection =
  | { readonly vendor: "cloudflare"; readonly client: CloudflareClient; readonly clock: Clock }
  | { readonly vendor: "apifew"; readonly client: ApifewClient; readonly clock: Clock }
  | { readonly vendor: "clevercloud"; readonly client: ClevercloudClient; readonly clock: Clock };

/**
 * The accounts that the resources of all stacks are in: one client each, however many stacks share it, so that a zone of
 * fifty stacks is listed once. The clients are this run's own, since a listing of an earlier one may be old by now; the
 * vendors' budgets are the process's.
 */
export class VendorConnections {
  readonly #connections = new Map<string, Connection>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The connection that these settings lead to; throws SettingsError when they lack a credential. */
  open(vendor: VendorName, settings: Settings): Connection {
    const { settings: noted, account } = withAccount(withSharedReads(settings));
    const made = connect(vendor, noted, this.#clock);
    const key = `${vendor} ${account()}`;
    const connection = this.#connections.get(key) ?? made;
    this.#connections.set(key, connection);
    return connection;
  }
}

/** Reading one by one is a choice for a refresh; here it would take as long as one. */
function withSharedReads(settings: Settings): Settings {
  return {
    ...settings,
    configured: (key) => (key === "marketplane:bulkReads" ? "on" : settings.configured(key)),
    environment: (name) => (name === "MARKETPLANE_BULK_READS" ? undefined : settings.environment(name)),
  };
}

function connect(vendor: VendorName, settings: Settings, clock: Clock): Connection {
  switch (vendor) {
    case "cloudflare":
      return { vendor, clock, client: connectCloudflare(settings, { clock }) };
    case "apifew":
      return { vendor, clock, client: connectApifew(settings, { clock }) };
    case "clevercloud":
      return { vendor, clock, client: connectClevercloud(settings, { clock }) };
  }
}

export function cloudflareOf(connection: Connection): CloudflareClient {
  if (connection.vendor !== "cloudflare") {
    throw new Error(`${connection.vendor} has no custom hostnames`);
  }
  return connection.client;
}

export function apifewOf(connection: Connection): ApifewClient {
  if (connection.vendor !== "apifew") {
    throw new Error(`${connection.vendor} has no licenses`);
  }
  return connection.client;
}

export function clevercloudOf(connection: Connection): ClevercloudClient {
  if (connection.vendor !== "clevercloud") {
    throw new Error(`${connection.vendor} has no add-ons`);
  }
  return connection.client;
}
