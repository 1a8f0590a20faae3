import { redacted } from "@marketplane/providers/http/redact.ts";

/** Names of fields that contain secrets, at any depth. */
const secretFields = new Set([
  "authorization",
  "cookie",
  "password",
  "passwordBefore",
  "ssoSalt",
  "ssoSaltBefore",
  "token",
  "signature",
  "licenseKey",
  "apiKey",
  "secret",
]);

/** Maximum depth. Lines are shallow, but objects attached to an error may be cyclic. */
const depthMax = 5;

/**
 * A line's fields without secrets. Returns the same object if there are none, as in nearly every line. pino's
 * own redaction by path would cost more than the rest of the logging.
 */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  const changes = Object.entries(fields).flatMap(([name, value]) => changeOf(name, value, 1));
  return changes.length === 0 ? fields : { ...fields, ...Object.fromEntries(changes) };
}

/** The redacted field, if it contains a secret. */
function changeOf(name: string, value: unknown, depth: number): [string, unknown][] {
  if (secretFields.has(name)) {
    return [[name, redacted]];
  }
  // The serializer of errors redacts them.
  const isError = depth === 1 && name === "err";
  if (typeof value !== "object" || value === null || isError || depth === depthMax) {
    return [];
  }
  const changes = Object.entries(value).flatMap(([inner, field]) => changeOf(inner, field, depth + 1));
  if (changes.length === 0) {
    return [];
  }
  return [[name, Object.assign(Array.isArray(value) ? [...value] : { ...value }, Object.fromEntries(changes))]];
}
