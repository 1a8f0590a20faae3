import { foldLogin } from "./login.ts";
import type { PricingDetails } from "./schema.ts";

interface IssuedPricing {
  readonly name: string;
  readonly uid: string | undefined;
  /** The application has no other one. */
  readonly isOnly: boolean;
}

/** A license that apifew lists, with the pricing under which it stands. */
export interface IssuedLicense {
  /** Blank where apifew does not show it. */
  readonly key: string;
  readonly pricing: IssuedPricing;
  readonly ownerLogin: string | undefined;
  readonly userLogin: string | undefined;
  readonly isActive: boolean;
}

/** Every license of the application, from the details of its pricings. */
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

/** Each person who owns or uses a license, once however their login is spelt. */
export function loginsOf(licenses: readonly IssuedLicense[]): string[] {
  const logins = new Map<string, string>();
  for (const login of licenses.flatMap(({ ownerLogin, userLogin }) => [ownerLogin, userLogin])) {
    if (login !== undefined && !logins.has(foldLogin(login))) {
      logins.set(foldLogin(login), login);
    }
  }
  return [...logins.values()];
}
