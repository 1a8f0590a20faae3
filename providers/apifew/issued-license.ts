import { foldLogin } from "./login.ts";
import type { PricingDetails } from "./schema.ts";

interface IssuedPricing {
  readonly name: string;
  readonly uid: string | undefined;
  /** Whether this is the application's only pricing. */
  readonly isOnly: boolean;
}

/** A license that apifew lists, with its pricing. */
export interface IssuedLicense {
  /** Empty if apifew does not return it. */
  readonly key: string;
  readonly pricing: IssuedPricing;
  readonly ownerLogin: string | undefined;
  readonly userLogin: string | undefined;
  readonly isActive: boolean;
}

/** All licenses of the application, from the pricing details. */
export function toIssuedLicenses(pricings: readonly PricingDetails[]): IssuedLicense[] {
  const isOnly = new Set(pricings.map(({ name }) => name)).size === 1;
  return pricings.flatMap(({ name, uid, licenses }) =>
    licenses.map(({ key, ownerLogin, userLogin, isActive }) => ({
      key,
      pricing: { name, uid, isOnly },
      ownerLogin,
      userLogin,
      isActive,
    })),
  );
}

/** Every person who owns or uses a license, once per person regardless of spelling. */
export function loginsOf(licenses: readonly IssuedLicense[]): string[] {
  const logins = new Map<string, string>();
  for (const login of licenses.flatMap(({ ownerLogin, userLogin }) => [ownerLogin, userLogin])) {
    if (login !== undefined && !logins.has(foldLogin(login))) {
      logins.set(foldLogin(login), login);
    }
  }
  return [...logins.values()];
}
