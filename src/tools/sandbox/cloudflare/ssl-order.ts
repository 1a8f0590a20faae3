import { randomBytes, randomUUID } from "node:crypto";
import { daysMs } from "../clock.ts";
import type { Timings } from "./timings.ts";

/** The settings of a custom hostname's certificate that the caller chooses. */
export interface SslSettings {
  readonly method: "http" | "txt" | "email";
  readonly type: "dv";
  readonly bundleMethod: string;
  readonly certificateAuthority: "google" | "lets_encrypt" | "ssl_com" | "digicert";
  readonly wildcard: boolean;
  readonly cloudflareBranding: boolean;
  readonly settings: Record<string, unknown>;
  readonly customCsrId?: string | undefined;
  /** An uploaded certificate: only its fingerprint is kept, neither certificate nor key. */
  readonly uploaded?: UploadedCertificate | undefined;
}

export interface UploadedCertificate {
  readonly fingerprint: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly hosts: readonly string[];
  readonly expiresAtMs: number;
}

/**
 * A certificate order in progress: initializing -> pending_validation -> pending_issuance ->
 * pending_deployment -> active.
 */
export interface SslOrder extends SslSettings {
  readonly id: string;
  /**
   * issue: all steps. validate: from pending_validation on. deploy: settings or an upload, without
   * validation.
   */
  readonly path: "issue" | "validate" | "deploy";
  readonly startedAtMs: number;
  readonly httpToken: string;
  readonly txtTokens: readonly string[];
  validatedAtMs?: number | undefined;
  /** Start of the current certificate; changes with every renewal. */
  issuedAtMs?: number | undefined;
  /** A renewal changes an eligible txt hostname to http. */
  renewedMethod?: "http" | undefined;
  forced?: { readonly status: string; readonly errors: readonly string[] } | undefined;
}

export function createOrder(
  settings: SslSettings,
  path: SslOrder["path"],
  nowMs: number,
  previous?: SslOrder,
): SslOrder {
  const keepsTokens = previous !== undefined && path !== "issue";
  return {
    ...settings,
    id: previous?.id ?? randomUUID(),
    path,
    startedAtMs: nowMs,
    httpToken: keepsTokens ? previous.httpToken : `ca3-${randomBytes(16).toString("hex")}`,
    txtTokens: keepsTokens ? previous.txtTokens : newTxtTokens(settings.wildcard),
    issuedAtMs: path === "deploy" ? (previous?.issuedAtMs ?? nowMs) : undefined,
  };
}

function newTxtTokens(wildcard: boolean): string[] {
  return Array.from({ length: wildcard ? 2 : 1 }, () => randomBytes(32).toString("base64url"));
}

/** The effective method: the requested one, or http after a renewal. */
export function methodOf(order: SslOrder): SslSettings["method"] {
  return order.renewedMethod ?? order.method;
}

/**
 * ssl.status at this time. `validSinceMs` is when validation became possible, if it is. `isRouted` says
 * whether the hostname points to the zone, which a renewal requires. Steps that were passed are kept in the
 * order.
 */
export function refreshSsl(
  order: SslOrder,
  nowMs: number,
  zoneContext: { readonly validSinceMs: number | undefined; readonly isRouted: boolean },
  timings: Timings,
): string {
  if (order.forced !== undefined) {
    return order.forced.status;
  }
  if (order.path === "deploy") {
    if (nowMs < order.startedAtMs + timings.sslDeploymentSeconds * 1000) {
      return "pending_deployment";
    }
    return refreshCertificate(order, nowMs, zoneContext.isRouted, timings);
  }
  const initializedAtMs = order.startedAtMs + (order.path === "issue" ? timings.sslInitializingSeconds * 1000 : 0);
  const tokenEndsAtMs = order.startedAtMs + daysMs(timings.tokenDays[order.certificateAuthority]);
  if (order.validatedAtMs === undefined && zoneContext.validSinceMs !== undefined) {
    const validatedAtMs = Math.max(initializedAtMs, zoneContext.validSinceMs) + timings.sslValidationSeconds * 1000;
    if (nowMs >= validatedAtMs && validatedAtMs <= tokenEndsAtMs) {
      order.validatedAtMs = validatedAtMs;
    }
  }
  if (order.validatedAtMs === undefined) {
    if (nowMs < initializedAtMs) {
      return "initializing";
    }
    return nowMs >= tokenEndsAtMs ? "validation_timed_out" : "pending_validation";
  }
  const issuedAtMs = order.validatedAtMs + timings.sslIssuanceSeconds * 1000;
  if (nowMs < issuedAtMs) {
    return "pending_issuance";
  }
  order.issuedAtMs ??= issuedAtMs;
  if (nowMs < issuedAtMs + timings.sslDeploymentSeconds * 1000) {
    return "pending_deployment";
  }
  return refreshCertificate(order, nowMs, zoneContext.isRouted, timings);
}

/** Performs all due renewals of a managed certificate, and changes an eligible txt order to http. */
function refreshCertificate(order: SslOrder, nowMs: number, isRouted: boolean, timings: Timings): string {
  const issuedAtMs = order.issuedAtMs ?? nowMs;
  if (order.uploaded !== undefined) {
    return nowMs >= order.uploaded.expiresAtMs ? "expired" : "active";
  }
  const renewEveryMs = daysMs(timings.certificateDays - timings.renewalDays);
  const renewals = renewEveryMs > 0 ? Math.floor((nowMs - issuedAtMs) / renewEveryMs) : 0;
  if (renewals > 0 && isRouted) {
    order.issuedAtMs = issuedAtMs + renewals * renewEveryMs;
    if (order.method === "txt" && !order.wildcard) {
      order.renewedMethod = "http";
    }
  }
  return nowMs >= expiryOf(order, timings) ? "expired" : "active";
}

/** End of the certificate that was issued last. */
export function expiryOf(order: SslOrder, timings: Timings): number {
  return order.uploaded?.expiresAtMs ?? (order.issuedAtMs ?? order.startedAtMs) + daysMs(timings.certificateDays);
}
