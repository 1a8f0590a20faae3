import { randomBytes } from "node:crypto";

/**
 * The state property, stored with the outputs, that marks the object as held by this resource. The engine
 * does not show properties whose names begin with two underscores.
 */
export const holderKey = "__holder";

const timeDigits = 9;

/** A mark for a new holder: its time, to determine the later of two, and a random part. */
export function newHolder(now: number): string {
  return `${Math.floor(now).toString(36).padStart(timeDigits, "0")}-${randomBytes(6).toString("hex")}`;
}

/** The mark in a resource's properties; undefined for a resource from an older version or an import file. */
export function holderOf(properties: Readonly<Record<string, unknown>>): string | undefined {
  const holder = properties[holderKey];
  return typeof holder === "string" ? holder : undefined;
}

/** Whether `holder` differs from `own` and is not older. */
export function supersedes(holder: string, own: string | undefined): boolean {
  return holder !== own && timeOf(holder) >= timeOf(own ?? "");
}

function timeOf(holder: string): string {
  return holder.slice(0, timeDigits);
}
