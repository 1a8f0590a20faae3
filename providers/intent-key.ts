import { createHash } from "node:crypto";
import type { Settings } from "./settings.ts";

/** Settings that say how calls are made; all others say whose account they reach. */
const steering = /rate_?limit|per_?page|bulk_?reads/i;

/** The settings, and a digest of every value that was read through them: whoever gets the same one has the same account. */
export function withAccount(settings: Settings): { readonly settings: Settings; readonly account: () => string } {
  const read: string[] = [];
  const noted = (name: string, value: string | undefined): string | undefined => {
    if (value !== undefined && !steering.test(name)) {
      read.push(`${name}=${value}`);
    }
    return value;
  };
  return {
    settings: {
      ...settings,
      configured: (key) => noted(key, settings.configured(key)),
      environment: (name) => noted(name, settings.environment(name)),
    },
    account: () => createHash("sha256").update(read.toSorted().join("\n")).digest("hex"),
  };
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
