import type { AdoptOptions } from "../describe-resource.ts";
import type { ApifewClient } from "./client.ts";

/**
 * What no listing shows, and the pricings that are left out because nobody gave their uid. A name that no pricing has is an
 * error: its licenses would be left out without a word.
 */
export async function adoptNotes({ pricingNames }: AdoptOptions, client: ApifewClient): Promise<string[]> {
  const notes = ["apifew lists no managed users and no counters, and of users only those with a license"];
  const pricings = await client.listPricings({ isCurrentRevisionOnly: true });
  if (pricings.some(({ uid }) => uid !== undefined)) {
    return notes;
  }
  const names = [...new Set(pricings.map(({ name }) => name))].sort();
  const given = Object.values(pricingNames);
  const unknown = given.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(`apifew has no pricing named ${listOf(unknown)} (--pricing); its pricings are ${listOf(names)}`);
  }
  const left = names.filter((name) => !given.includes(name));
  return left.length === 0
    ? notes
    : [
        ...notes,
        `left out with their licenses, since apifew tells no uid and no --pricing UID=NAME does: ${listOf(left)}`,
      ];
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => JSON.stringify(name)).join(", ");
}
