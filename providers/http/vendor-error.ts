/** The kind of failure, as far as it matters to the resources. */
export type VendorErrorKind =
  | "not-found"
  | "conflict"
  | "rate-limited"
  | "unauthorized"
  | "invalid"
  | "unavailable"
  | "malformed-response";

/**
 * Whether the vendor may have done the work although the call failed: `unknown` after a lost or corrupted
 * response, `not-taken` after a rejection or if the request was never sent.
 */
export type Outcome = "not-taken" | "unknown";

export interface VendorErrorDetails {
  readonly vendor: string;
  readonly kind: VendorErrorKind;
  readonly outcome: Outcome;
  /** Verb and path, without host, query and secrets. */
  readonly call: string;
  readonly status?: number;
  /** The vendor's own code, normalised, such as "1406" or "ERROR_USER_NOT_FOUND". */
  readonly code?: string;
  /** The vendor's message, redacted. */
  readonly detail: string;
  /** The delay that the vendor requests. */
  readonly retryAfterMs?: number;
}

/** A failed call to a vendor; its message is safe to show. */
export class VendorError extends Error {
  readonly details: VendorErrorDetails;

  constructor(details: VendorErrorDetails, options?: ErrorOptions) {
    super(messageOf(details), options);
    this.name = "VendorError";
    this.details = details;
  }

  get kind(): VendorErrorKind {
    return this.details.kind;
  }

  get code(): string | undefined {
    return this.details.code;
  }
}

function messageOf({ vendor, call, status, code, detail }: VendorErrorDetails): string {
  // apifew's text begins with its code.
  const marks = [
    status === undefined ? undefined : `HTTP ${status}`,
    code && detail.startsWith(code) ? undefined : code,
  ].filter((mark) => mark !== undefined);
  const where = marks.length === 0 ? "" : ` (${marks.join(", ")})`;
  return `${vendor} ${call}${where}: ${detail}`;
}

/** Whether `error` is a vendor's error of this kind. */
export function isKind(error: unknown, kind: VendorErrorKind): error is VendorError {
  return error instanceof VendorError && error.kind === kind;
}

/** Whether `error` has one of the vendor's codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): error is VendorError {
  return error instanceof VendorError && error.code !== undefined && codes.includes(error.code);
}

/** Whether the vendor may have done the work although the response was lost. */
export function isOutcomeUnknown(error: unknown): error is VendorError {
  return error instanceof VendorError && error.details.outcome === "unknown";
}
