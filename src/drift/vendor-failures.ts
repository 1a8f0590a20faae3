import { VendorError, type VendorErrorKind } from "@marketplane/providers/http/vendor-error.ts";
import type { DriftError } from "./drift-report.ts";
import type { Connection } from "./vendor-connections.ts";

/** What says that nothing at all can be learned from the vendor now, rather than nothing of one object. */
const vendorWide: readonly VendorErrorKind[] = ["unavailable", "unauthorized", "rate-limited", "malformed-response"];

/** Vendors that gave no answer: each is told once and not asked again. A failure to look is never drift. */
export class VendorFailures {
  readonly #failed = new Set<Connection>();
  readonly errors: DriftError[] = [];

  hasFailed(connection: Connection | undefined): boolean {
    return connection !== undefined && this.#failed.has(connection);
  }

  /** Notes a failed look; `about` is what was looked at. */
  note(error: unknown, connection: Connection | undefined, about: { stack: string | null; resource: string | null }) {
    const message = error instanceof Error ? error.message : String(error);
    const vendor = connection?.vendor ?? null;
    if (connection === undefined || !(error instanceof VendorError) || !vendorWide.includes(error.kind)) {
      this.errors.push({ ...about, vendor, message });
    } else if (!this.#failed.has(connection)) {
      this.#failed.add(connection);
      this.errors.push({ stack: null, resource: null, vendor, message });
    }
  }
}
