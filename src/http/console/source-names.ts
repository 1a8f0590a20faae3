import { marketplaces } from "../marketplaces/index.ts";

/** The marketplaces, for filters. */
export const marketplaceChoices = marketplaces.map(({ source, title }) => ({ value: source, name: title }));

/** Where tenants can come from, for filters. */
export const sourceChoices = [...marketplaceChoices, { value: "direct", name: "Direct" }] as const;

/** What the console calls the marketplace that a tenant came from, or a request. */
export function sourceName(source: string): string {
  return sourceChoices.find(({ value }) => value === source)?.name ?? source;
}
