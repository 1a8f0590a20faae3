import { createHash } from "node:crypto";
import type { Settings } from "./settings.ts";

/** Settings that affect how calls are made. All others identify the account. */
const callSettings = /rate_?limit|per_?page|bulk_?reads/i;

/** True for a setting that says how calls are made, not at which account. */
export function isCallSetting(name: string): boolean {
  return callSettings.test(name);
}

const addresses = /base_?url/i;

/**
 * The settings, with digests of the values that were read through them. Equal digests mean: `account`, the
 * same account from the same settings; `reached`, the same account from any settings; `endpoint`, the same
 * vendor address, such as the real one or a sandbox.
 */
export function withAccountDigests(settings: Settings): {
  readonly settings: Settings;
  readonly account: () => string;
  readonly reached: () => string;
  readonly endpoint: () => string;
} {
  const read: { readonly name: string; readonly value: string }[] = [];
  const note = (name: string, value: string | undefined): string | undefined => {
    if (value !== undefined && !isCallSetting(name)) {
      read.push({ name, value });
    }
    return value;
  };
  return {
    settings: {
      ...settings,
      configured: (key) => note(key, settings.configured(key)),
      environment: (name) => note(name, settings.environment(name)),
    },
    account: () => digestOf(read.map(({ name, value }) => `${name}=${value}`)),
    reached: () => digestOf(read.map(({ value }) => value)),
    endpoint: () => digestOf(read.filter(({ name }) => addresses.test(name)).map(({ value }) => value)),
  };
}

function digestOf(lines: readonly string[]): string {
  return createHash("sha256").update(lines.toSorted().join("\n")).digest("hex");
}
