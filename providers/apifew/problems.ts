/** Why an object that matches its declaration does not work, according to apifew's responses. */
import type { ApifewClient } from "./client.ts";

type Properties = Readonly<Record<string, unknown>>;

/** Licenses that are no longer active, were cancelled, or whose last day is over. */
export async function licenseProblem(outputs: Properties, client: ApifewClient): Promise<string | undefined> {
  const keys = textsOf(outputs.keys);
  const ended = await endedKeys(client);
  const count = keys.filter((key) => ended.has(key)).length;
  return count === 0
    ? undefined
    : `${count} of ${keys.length} licenses ${count === 1 ? "has" : "have"} ended or been cancelled`;
}

/** The license that a user uses has ended. */
export async function assignmentProblem(outputs: Properties, client: ApifewClient): Promise<string | undefined> {
  const ended = await endedKeys(client);
  return ended.has(textOf(outputs.licenseKey)) ? "the license has ended" : undefined;
}

type PricingDetails = Awaited<ReturnType<ApifewClient["readPricingDetails"]>>;
const endedOf = new WeakMap<PricingDetails, ReadonlySet<string>>();

/** Keys of ended licenses, from the listing that the reads use. */
async function endedKeys(client: ApifewClient): Promise<ReadonlySet<string>> {
  const pricings = await client.readPricingDetails();
  const existing = endedOf.get(pricings);
  if (existing) {
    return existing;
  }
  const today = new Date().toISOString().slice(0, "2026-01-01".length);
  const ended = pricings
    .flatMap(({ licenses }) => licenses)
    .filter(
      ({ isActive, status, endsOn }) =>
        !isActive || isCancelled(status) || (endsOn !== undefined && endsOn.slice(0, today.length) < today),
    );
  const keys = new Set(ended.map(({ key }) => key));
  endedOf.set(pricings, keys);
  return keys;
}

/**
 * The page documents only the status of a paid license. A cancelled license may stay active until its end.
 */
function isCancelled(status: string | undefined): boolean {
  return status !== undefined && /cancel/i.test(status);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
