import { errorText } from "@marketplane/providers/error-text.ts";
import { VendorError, type VendorErrorKind } from "@marketplane/providers/http/vendor-error.ts";
import type { DriftError } from "../../core/model/drift-report.ts";
import type { Connection } from "./vendor-connections.ts";

/** Errors that affect the whole vendor, not one object. */
const vendorWide: readonly VendorErrorKind[] = ["unavailable", "unauthorized", "rate-limited"];

/** Vendors that failed. Each is reported once and not called again. A failed check is never drift. */
export class VendorFailures {
  readonly #failed = new Set<Connection>();
  readonly errors: DriftError[] = [];

  hasFailed(connection: Connection | undefined): boolean {
    return connection !== undefined && this.#failed.has(connection);
  }

  /** Records a failed check; `about` is what was being checked. */
  note(error: unknown, connection: Connection | undefined, about: { stack: string | null; resource: string | null }) {
    const message = errorText(error);
    const vendor = connection?.vendor ?? null;
    if (connection === undefined || !(error instanceof VendorError) || !isVendorWide(error, about.resource)) {
      this.errors.push({ ...about, vendor, message });
    } else if (!this.#failed.has(connection)) {
      this.#failed.add(connection);
      this.errors.push({ stack: null, resource: null, vendor, message });
    }
  }
}

/** An unreadable response may concern only one object, unless it was a listing. */
function isVendorWide({ kind }: VendorError, resource: string | null): boolean {
  return vendorWide.includes(kind) || (kind === "malformed-response" && resource === null);
}
