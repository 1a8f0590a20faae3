import { randomBytes } from "node:crypto";

/**
 * The state property, stored with the outputs, that marks the object as held by this resource. The engine
 * does not show properties whose names begin with two underscores.
 */
export const holderKey = "__holder";

const timeDigits = 9;

/** The mark of a new holder: its time, so that the later one of two is known, and something random. */
export function newHolder(now: number): string {
  return `${Math.floor(now).toString(36).padStart(timeDigits, "0")}-${randomBytes(6).toString("hex")}`;
}

/** The mark among a resource's properties; undefined for one that an older version made, or an import file brought. */
export function holderOf(properties: Readonly<Record<string, unknown>>): string | undefined {
  const holder = properties[holderKey];
  return typeof holder === "string" ? holder : undefined;
}

/** True when `holder` is another one than `own` and was not made before it. */
export function supersedes(holder: string, own: string | undefined): boolean {
  return holder !== own && timeOf(holder) >= timeOf(own ?? "");
}

function timeOf(holder: string): string {
  return holder.slice(0, timeDigits);
}
