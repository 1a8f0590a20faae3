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

/** Reading one by one is a choice for a refresh; here it would take as long as one. */
function withSharedReads(settings: Settings): Settings {
  return {
    ...settings,
    configured: (key) => (key === "marketplane:bulkReads" ? "on" : settings.configured(key)),
    environment: (name) => (name === "MARKETPLANE_BULK_READS" ? undefined : settings.environment(name)),
  };
}
