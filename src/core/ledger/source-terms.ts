import type { TenantSource } from "../model/tenant.ts";

/** What a marketplace decides about its tenants, as far as the core and the fleet have to know it. */
export interface SourceTerms {
  /** Whether the marketplace bills usage to the tenants' owners. */
  readonly billsUsage: boolean;
  /** Config vars of each tenant's add-on, by name; undefined where the marketplace's tenants have no add-on. */
  readonly configVars?: Readonly<Record<string, string>> | undefined;
  /** Login at apifew of a tenant's owner, with ${tenantId} in it; undefined where it is the owner's address. */
  readonly ownerLogin?: string | undefined;
}

/**
 * The terms of every marketplace; a tenant without one has none. The marketplaces' descriptors say them, and the
 * composition passes them on.
 */
export type TermsBySource = Readonly<Partial<Record<TenantSource, SourceTerms>>>;

/** Asks a marketplace for the address of a tenant's owner; undefined while it has none. */
export type FetchOwnerEmail = (externalId: string) => Promise<string | null | undefined>;

/** The marketplaces that bill usage. */
export function billedSources(terms: TermsBySource): string[] {
  return sourcesWhere(terms, ({ billsUsage }) => billsUsage);
}

/** The marketplaces whose tenants are add-ons. */
export function addonSources(terms: TermsBySource): string[] {
  return sourcesWhere(terms, ({ configVars }) => configVars !== undefined);
}

function sourcesWhere(terms: TermsBySource, isMet: (terms: SourceTerms) => boolean): string[] {
  return Object.entries(terms).flatMap(([source, one]) => (isMet(one) ? [source] : []));
}
