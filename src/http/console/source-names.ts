import { marketplaces } from "../marketplaces/index.ts";

/** The marketplaces, for filters. */
export const marketplaceChoices = marketplaces.map(({ source, title }) => ({ value: source, name: title }));

/** The sources of tenants, for filters. */
export const sourceChoices = [...marketplaceChoices, { value: "direct", name: "Direct" }] as const;

/** The title of the marketplace that a tenant or request came from. */
export function sourceName(source: string): string {
  return sourceChoices.find(({ value }) => value === source)?.name ?? source;
}
