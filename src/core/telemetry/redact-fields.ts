import { redacted } from "@marketplane/providers/http/redact.ts";

/** Fields that hold secrets wherever they stand in what is logged. */
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

/** How deep is looked: lines are shallow, and what hangs on an error may be deep without end. */
const depthMax = 5;

/**
 * The fields of a line without those that hold secrets. A line that has none, as nearly every one, is given back as it is: to
 * have pino look for them by path would cost more than all else about a line.
 */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  const changes = Object.entries(fields).flatMap(([name, value]) => changeOf(name, value, 1));
  return changes.length === 0 ? fields : { ...fields, ...Object.fromEntries(changes) };
}

/** The field anew, if there is something to take out. */
function changeOf(name: string, value: unknown, depth: number): [string, unknown][] {
  if (secretFields.has(name)) {
    return [[name, redacted]];
  }
  // What is shown of an error is made by its serializer.
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
