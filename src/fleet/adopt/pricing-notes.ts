import { connectApifew } from "@marketplane/providers/apifew/connect.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import type { AdoptScope } from "./vendor-searches.ts";

/**
 * Names the pricings that are left out because nobody gave their uid. A name that no pricing has is an error: its
 * licenses would be left out without a word.
 */
export async function pricingNotes(
  { vendors, pricingNames }: Pick<AdoptScope, "vendors" | "pricingNames">,
  settings: Settings,
): Promise<string[]> {
  if (!vendors.includes("apifew")) {
    return [];
  }
  const pricings = await connectApifew(settings).listPricings({ isCurrentRevisionOnly: true });
  if (pricings.some(({ uid }) => uid !== undefined)) {
    return [];
  }
  const names = [...new Set(pricings.map(({ name }) => name))].sort();
  const given = Object.values(pricingNames);
  const unknown = given.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(`apifew has no pricing named ${listOf(unknown)} (--pricing); its pricings are ${listOf(names)}`);
  }
  const left = names.filter((name) => !given.includes(name));
  return left.length === 0
    ? []
    : [`left out with their licenses, since apifew tells no uid and no --pricing UID=NAME does: ${listOf(left)}`];
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => JSON.stringify(name)).join(", ");
}
