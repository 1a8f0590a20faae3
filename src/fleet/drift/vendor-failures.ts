import { errorText } from "@marketplane/providers/error-text.ts";
import { VendorError, type VendorErrorKind } from "@marketplane/providers/http/vendor-error.ts";
import type { DriftError } from "../../core/model/drift-report.ts";
import type { Connection } from "./vendor-connections.ts";

/** The vendor answers nothing now, rather than nothing about one object. */
const vendorWide: readonly VendorErrorKind[] = ["unavailable", "unauthorized", "rate-limited"];

/** Vendors that gave no answer: each is reported once and not asked again. A failure to look is never drift. */
export class VendorFailures {
  readonly #failed = new Set<Connection>();
  readonly errors: DriftError[] = [];

  hasFailed(connection: Connection | undefined): boolean {
    return connection !== undefined && this.#failed.has(connection);
  }

  /** Notes a failed look; `about` is what was looked at. */
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

/** An answer that cannot be read may be one object's alone, unless it was a listing. */
function isVendorWide({ kind }: VendorError, resource: string | null): boolean {
  return vendorWide.includes(kind) || (kind === "malformed-response" && resource === null);
}
