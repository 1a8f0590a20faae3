/** Interprets apifew's error_msg. Its documented spellings are unified here and used nowhere else. */
import { z } from "zod";
import type { Fault } from "../http/http-client.ts";
import { redacted } from "../http/redact.ts";
import { hasCode, type VendorError, type VendorErrorKind } from "../http/vendor-error.ts";

/**
 * Codes that mean that the requested object does not exist. A bare 404 does not mean that: the base URL may
 * be wrong.
 */
const absentCodes = [
  "ERROR_USER_NOT_FOUND",
  "ERROR_LICENSE_NOT_FOUND",
  "ERROR_COUNTER_NOT_FOUND_FOR_USER",
  "ERROR_NO_LICENSE_ASSIGNED_FOR_USER",
  "ERROR_NO_APP_LICENSE_ASSIGNED_TO_USER",
];

/** Misspellings on apifew's page. */
const misspelt: Readonly<Record<string, string>> = {
  ERROR_MISSIN_PARAMETER: "ERROR_MISSING_PARAMETER",
  ERROR_APIFEY_KEY_NOT_FOUND: "ERROR_APIFEW_KEY_NOT_FOUND",
};

const Result = z.object({
  error_msg: z
    .unknown()
    .transform((message) => (typeof message === "string" ? message : message ? JSON.stringify(message) : "")),
});

/** License keys are secrets, including those that apifew puts into its own messages. */
const licenseKeys = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12,16}\b/gi;

/** Whether a text contains something that looks like a license key. */
export function isLicenseKey(text: string): boolean {
  return text.search(licenseKeys) >= 0;
}

/** One spelling for ERROR_X, ERROR::X and their typos, without trailing text. */
export function normaliseCode(message: string): string {
  const [text = ""] = message.split("||");
  const code = text
    .trim()
    .toUpperCase()
    .replaceAll(/[:\s]+/g, "_")
    .replace(/_PARAMS$/, "");
  const whole = code.startsWith("ERROR_") ? code : `ERROR_${code}`;
  return misspelt[whole] ?? whole;
}

/**
 * Reads the failure from a Result object: a non-empty error_msg is a failure, regardless of the HTTP status.
 */
export function faultOf(body: unknown, status: number): Fault | undefined {
  const result = Result.safeParse(body);
  const message = result.success ? result.data.error_msg.trim() : "";
  if (message === "") {
    // Without a message from apifew, a 404 means a wrong address, not a missing object.
    return status === 404 || status === 410
      ? { detail: "answered without a Result object", kind: "invalid" }
      : undefined;
  }
  const code = normaliseCode(message);
  const text = message.replaceAll(licenseKeys, redacted);
  const kind = kindOf(code, status);
  return {
    code,
    detail: text,
    ...(kind ? { kind } : {}),
    // An error of apifew's own in a normal response means that the call was rejected. After a server error,
    // the outcome is unknown.
    ...(status < 500 ? { outcome: "not-taken" } : {}),
  };
}

function kindOf(code: string, status: number): VendorErrorKind | undefined {
  if (status === 429 || status >= 500) {
    return undefined;
  }
  if (code === "ERROR_APIFEW_KEY_NOT_FOUND" || status === 401 || status === 403) {
    return "unauthorized";
  }
  if (absentCodes.includes(code)) {
    return "not-found";
  }
  return /_ALREADY_/.test(code) ? "conflict" : "invalid";
}

/** Whether apifew itself reports that the requested object does not exist. */
export function isAbsent(error: unknown): error is VendorError {
  return hasCode(error, ...absentCodes) && error.kind === "not-found";
}

/** The answer, or an error with this message if apifew says that the object does not exist. */
export async function orMissing<Answer>(answer: Promise<Answer>, message: string): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw isAbsent(error) ? new Error(message, { cause: error }) : error;
  }
}
