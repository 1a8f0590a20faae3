import { createHash } from "node:crypto";
import type { Settings } from "./settings.ts";

/** Settings that say how calls are made; all others say whose account they reach. */
const steering = /rate_?limit|per_?page|bulk_?reads/i;

const addresses = /base_?url/i;

/**
 * The settings, and digests of what was read through them. Equal values of `account` mean the same account from the same settings,
 * equal values of `reached` the same account wherever its settings come from, and equal values of `endpoint` the same vendor, such as
 * the real one or a sandbox.
 */
export function withAccount(settings: Settings): {
  readonly settings: Settings;
  readonly account: () => string;
  readonly reached: () => string;
  readonly endpoint: () => string;
} {
  const read: { readonly name: string; readonly value: string }[] = [];
  const noted = (name: string, value: string | undefined): string | undefined => {
    if (value !== undefined && !steering.test(name)) {
      read.push({ name, value });
    }
    return value;
  };
  return {
    settings: {
      ...settings,
      configured: (key) => noted(key, settings.configured(key)),
      environment: (name) => noted(name, settings.environment(name)),
    },
    account: () => digestOf(read.map(({ name, value }) => `${name}=${value}`)),
    reached: () => digestOf(read.map(({ value }) => value)),
    endpoint: () => digestOf(read.filter(({ name }) => addresses.test(name)).map(({ value }) => value)),
  };
}

function digestOf(lines: readonly string[]): string {
  return createHash("sha256").update(lines.toSorted().join("\n")).digest("hex");
}

/** What tells one create from another: the account, the type and the inputs that make another object. */
export function toIntentKey(
  account: string,
  type: string,
  step: "create" | "update",
  natural: readonly unknown[],
): string {
  return JSON.stringify([account, type, step, natural.map(inOrder)]);
}

/** The engine gives the keys of an object back in an order of its own. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(inOrder);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, inOrder(item)]));
}
