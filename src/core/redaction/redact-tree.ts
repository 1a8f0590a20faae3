import { redacted } from "@marketplane/providers/http/redact.ts";
import type { Redactor } from "./redactor.ts";
import { sensitivityOf, withheld } from "./secret-shapes.ts";

/** Maximum depth. Deeper values are removed. */
const depthMax = 16;

/** A parsed body without secrets. It keeps its shape, so that it can be read and replayed. */
export function redactTree(value: unknown, redactor: Redactor, depth = 0): unknown {
  if (depth > depthMax) {
    return redacted;
  }
  if (typeof value === "string") {
    return redactLeaf(value, redactor, depth);
  }
  if (Array.isArray(value)) {
    return value.map((item) => redactTree(item, redactor, depth + 1));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const fields = Object.entries(value).map(([name, field]): [string, unknown] => [
    redactor.name(name),
    redactField(name, field, redactor, depth + 1),
  ]);
  return Object.fromEntries(fields);
}

/** A field's value, redacted by the field's name and the value's shape. */
export function redactField(name: string, value: unknown, redactor: Redactor, depth = 0): unknown {
  const sensitivity = sensitivityOf(name);
  if (sensitivity === "secret") {
    return blank(value, redacted, depth);
  }
  if (sensitivity === "personal") {
    return blank(value, withheld, depth);
  }
  if (sensitivity === "key" && typeof value === "string") {
    return redactor.secrets(value);
  }
  return redactTree(value, redactor, depth);
}

/** Replaces every value below, and keeps the names, such as those of the tokens in user_tokens. */
function blank(value: unknown, mark: string, depth: number): unknown {
  if (value === null || value === "" || value === undefined) {
    return value;
  }
  if (depth > depthMax) {
    return mark;
  }
  if (Array.isArray(value)) {
    return value.map((item) => blank(item, mark, depth + 1));
  }
  if (typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, blank(field, mark, depth + 1)]));
  }
  const inner = typeof value === "string" ? parseContainer(value) : undefined;
  return inner === undefined ? mark : JSON.stringify(blank(inner, mark, depth + 1));
}

/** Also redacts JSON inside a string, as in the CloudFlare app's user_tokens. */
function redactLeaf(text: string, redactor: Redactor, depth: number): string {
  const inner = parseContainer(text);
  return inner === undefined ? redactor.everything(text) : JSON.stringify(redactTree(inner, redactor, depth + 1));
}

/** The object or list in a JSON text; undefined for every other text. */
export function parseContainer(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
