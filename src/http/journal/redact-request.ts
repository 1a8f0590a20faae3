import { redacted } from "@marketplane/providers/http/redact.ts";
import { parseContainer, redactField, redactTree } from "../../core/redaction/redact-tree.ts";
import type { Redactor } from "../../core/redaction/redactor.ts";

/** Headers whose values are kept. Of all others only the name is kept. */
const plainHeaders = new Set([
  "accept",
  "accept-encoding",
  "content-length",
  "content-type",
  "date",
  "host",
  "traceparent",
  "user-agent",
  "x-forwarded-proto",
  "x-request-id",
]);

/** The headers without credentials and addresses. */
export function redactHeaders(headers: Readonly<Record<string, string>>, redactor: Redactor): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]): [string, string] => [
    redactor.name(name),
    plainHeaders.has(name.toLowerCase()) ? redactor.everything(value) : redacted,
  ]);
  return Object.fromEntries(entries);
}

/** Path and query of a request. A segment that contains a secret is replaced as a whole. */
export function redactPath(target: string, redactor: Redactor): string {
  const at = target.indexOf("?");
  const path = at < 0 ? target : target.slice(0, at);
  const segments = path.split("/").map((segment) => redactSegment(segment, redactor));
  const query = at < 0 ? "" : `?${redactForm(target.slice(at + 1), redactor)}`;
  return `${segments.join("/")}${query}`;
}

function redactSegment(segment: string, redactor: Redactor): string {
  const text = decode(segment);
  if (text === undefined) {
    return encodeURIComponent(redacted);
  }
  const clean = redactor.everything(text);
  return clean === text ? segment : encodeURIComponent(clean);
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/**
 * A body without secrets. If it is neither JSON nor a form, it has no field names to search, so only its
 * length is kept.
 */
export function redactBody(text: string, redactor: Redactor): string {
  if (text === "") {
    return text;
  }
  const container = parseContainer(text);
  if (container !== undefined) {
    return JSON.stringify(redactTree(container, redactor));
  }
  return isForm(text) ? redactForm(text, redactor) : `[${text.length} characters, neither JSON nor a form]`;
}

function isForm(text: string): boolean {
  return text.split("&").every((field) => /^[\w.[\]%+-]{1,100}=\S*$/.test(field));
}

function redactForm(text: string, redactor: Redactor): string {
  const fields = [...new URLSearchParams(text)].map(([name, value]): [string, string] => [
    redactor.name(name),
    String(redactField(name, value, redactor)),
  ]);
  return new URLSearchParams(fields).toString();
}
