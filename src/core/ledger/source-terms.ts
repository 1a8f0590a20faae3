import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import type { TenantSource } from "../model/tenant.ts";

/** A marketplace's rules about its tenants that the core and the fleet need. */
export interface SourceTerms {
  /** The marketplace's name at the beginning of a sentence. */
  readonly title: string;
  /** Whether the marketplace bills usage to the tenants' owners. */
  readonly billsUsage: boolean;
  /** Config vars of each tenant's add-on, by name; undefined if the marketplace's tenants have no add-on. */
  readonly configVars?: Readonly<Record<string, string>> | undefined;
  /**
   * Pattern with ${tenantId} for the owner's login at apifew; undefined if the login is the owner's address.
   */
  readonly ownerLogin?: string | undefined;
}

/**
 * The terms of every marketplace. A direct tenant has none. They come from the marketplaces' descriptors; the
 * composition passes them on.
 */
export type TermsBySource = Readonly<Partial<Record<TenantSource, SourceTerms>>>;

/** Fetches the address of a tenant's owner from the marketplace; undefined while it has none. */
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

/** Stands for the tenant's id in a pattern of SourceTerms.ownerLogin. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder of the configuration.
export const tenantIdPlaceholder = "${tenantId}";

/** A tenant's login at apifew if the marketplace derives it from the tenant's id. */
export function derivedLogin(ownerLogin: string, tenantId: string): string {
  return ownerLogin.replaceAll(tenantIdPlaceholder, tenantId);
}

/**
 * Ids of the tenants, existing or not, to which a pattern of the terms derives one of these folded logins.
 */
export function derivedTenantIds(logins: Iterable<string>, terms: TermsBySource): string[] {
  const patterns = Object.values(terms).flatMap(({ ownerLogin }) => ownerLogin ?? []);
  return [...logins].flatMap((login) => patterns.flatMap((pattern) => derivedFrom(pattern, login) ?? []));
}

function derivedFrom(pattern: string, login: string): string | undefined {
  const fixed = pattern.split(tenantIdPlaceholder);
  const start = fixed[0]?.length ?? 0;
  const length = (login.length - fixed.join("").length) / (fixed.length - 1);
  const id = login.slice(start, start + length);
  return foldLogin(derivedLogin(pattern, id)) === login ? id : undefined;
}
