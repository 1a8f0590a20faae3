import { redacted } from "@marketplane/providers/http/redact.ts";
import { parseContainer, redactField, redactTree } from "./redact-tree.ts";
import { redactText } from "./secret-shapes.ts";

/** Headers whose values are shown; of every other one only the name is. */
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

/** Headers without credentials and addresses. */
export function redactHeaders(
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[],
): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]): [string, string] => [
    redactText(name, secrets),
    plainHeaders.has(name.toLowerCase()) ? redactText(value, secrets) : redacted,
  ]);
  return Object.fromEntries(entries);
}

/** Path and query of a request; a secret segment is replaced as a whole. */
export function redactPath(target: string, secrets: readonly string[]): string {
  const at = target.indexOf("?");
  const path = at < 0 ? target : target.slice(0, at);
  const segments = path.split("/").map((segment) => redactSegment(segment, secrets));
  const query = at < 0 ? "" : `?${redactForm(target.slice(at + 1), secrets)}`;
  return `${segments.join("/")}${query}`;
}

function redactSegment(segment: string, secrets: readonly string[]): string {
  const text = decode(segment);
  if (text === undefined) return encodeURIComponent(redacted);
  const clean = redactText(text, secrets);
  return clean === text ? segment : encodeURIComponent(clean);
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** A body without secrets. What is neither JSON nor a form cannot be searched by name, so only its length is told. */
export function redactBody(text: string, secrets: readonly string[]): string {
  if (text === "") return text;
  const container = parseContainer(text);
  if (container !== undefined) return JSON.stringify(redactTree(container, secrets));
  return isForm(text) ? redactForm(text, secrets) : `[${text.length} characters that are neither JSON nor a form]`;
}

function isForm(text: string): boolean {
  return text.split("&").every((field) => /^[\w.[\]%+-]{1,100}=\S*$/.test(field));
}

function redactForm(text: string, secrets: readonly string[]): string {
  const fields = [...new URLSearchParams(text)].map(([name, value]): [string, string] => [
    redactText(name, secrets),
    String(redactField(name, value, secrets)),
  ]);
  return new URLSearchParams(fields).toString();
}
