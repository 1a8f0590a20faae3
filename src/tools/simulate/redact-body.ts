import { redacted } from "@marketplane/providers/http/redact.ts";

/**
 * Names whose values are credentials or customer data in the marketplaces' requests and the providers'
 * answers.
 */
const secretName = /token|signature|password|secret|salt|^config$/i;

/** A body without credentials and config values, in any format. */
export function redactBody(text: string): string {
  try {
    return JSON.stringify(redactValue(JSON.parse(text)));
  } catch {
    return /^[\w-]+=\S*$/.test(text) ? redactForm(text) : text;
  }
}

function redactValue(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(redactValue);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => [
    name,
    secretName.test(name) ? redactLeaves(member) : redactValue(member),
  ]);
  return Object.fromEntries(entries);
}

function redactLeaves(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(redactLeaves);
  }
  if (typeof value !== "object" || value === null) {
    return redacted;
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redactLeaves(member)]));
}

function redactForm(text: string): string {
  const form = [...new URLSearchParams(text)].map(([name, value]) => {
    return `${name}=${secretName.test(name) && value !== "" ? redacted : value}`;
  });
  return form.join("&");
}
