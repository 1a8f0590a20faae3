import { withAccountDigests } from "@marketplane/providers/account-digests.ts";
import type { VendorConnection } from "@marketplane/providers/define-vendor.ts";
import type { Clock } from "@marketplane/providers/http/clock.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import type { VendorName } from "@marketplane/providers/vendor-accounts.ts";
import { vendorNamed } from "@marketplane/providers/vendors.ts";

/** One account at one vendor. */
export interface Connection extends VendorConnection {
  readonly vendor: VendorName;
}

/**
 * The accounts of all stacks' resources. Each account has one client that all stacks share, so a zone used by
 * fifty stacks is listed once. Clients are not kept for later scans, since their cached listings would be
 * stale. Rate limits are shared by the whole process.
 */
export class VendorConnections {
  readonly #connections = new Map<string, Connection>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The connection to the account of these settings; throws SettingsError when they lack a credential. */
  open(vendor: VendorName, settings: Settings): Connection {
    const { settings: noted, account } = withAccountDigests(withSharedReads(settings));
    const made = { ...vendorNamed(vendor).connect(noted, { clock: this.#clock }), vendor };
    const key = `${vendor} ${account()}`;
    const connection = this.#connections.get(key) ?? made;
    this.#connections.set(key, connection);
    return connection;
  }
}

/** Reads use shared listings: reading objects individually, as a refresh may do, would take too long here. */
function withSharedReads(settings: Settings): Settings {
  return {
    ...settings,
    configured: (key) => (key === "marketplane:bulkReads" ? "on" : settings.configured(key)),
    environment: (name) => (name === "MARKETPLANE_BULK_READS" ? undefined : settings.environment(name)),
  };
}
