/** Why an object that matches its declaration does not work, in Cloudflare's words. */
import { isAbandoned } from "./custom-hostname/status.ts";

type Properties = Readonly<Record<string, unknown>>;

const failedOriginStatuses = ["deployment_timed_out", "deletion_timed_out"];

/** Blocked, moved or deleted, or with a certificate that timed out or expired. */
export function hostnameProblem(outputs: Properties): string | undefined {
  const status = textOf(outputs.status);
  const sslStatus = textOf(outputs.sslStatus);
  const isHostnameLost = isAbandoned({ status });
  const isCertificateLost = sslStatus === "expired" || isAbandoned({ sslStatus });
  if (!isHostnameLost && !isCertificateLost) {
    return undefined;
  }
  const states = [
    ...(isHostnameLost ? [`the hostname is ${status}`] : []),
    ...(isCertificateLost ? [`the certificate is ${sslStatus}`] : []),
  ];
  return [states.join(" and "), ...textsOf(outputs.verificationErrors), ...textsOf(outputs.validationErrors)].join(
    "; ",
  );
}

/** A fallback origin that was never deployed. */
export function originProblem(outputs: Properties): string | undefined {
  const status = textOf(outputs.status);
  return failedOriginStatuses.includes(status)
    ? [`the fallback origin is ${status}`, ...textsOf(outputs.errors)].join("; ")
    : undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
