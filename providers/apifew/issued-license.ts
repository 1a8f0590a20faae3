import type { PricingDetails } from "./schema.ts";

/** A license that apifew lists, with the pricing under which it stands. */
export interface IssuedLicense {
  /** Blank where apifew does not show it. */
  readonly key: string;
  readonly pricing: { readonly name: string; readonly revision: number; readonly uid: string | undefined };
  readonly ownerLogin: string | undefined;
  readonly userLogin: string | undefined;
  readonly isActive: boolean;
}

/** Every license of the application, from the details of its pricings. */
export function toIssuedLicenses(pricings: readonly PricingDetails[]): IssuedLicense[] {
  return pricings.flatMap(({ name, revision, uid, licenses }) =>
    licenses.map(({ key, ownerLogin, userLogin, isActive }) => ({
      key,
      pricing: { name, revision, uid },
      ownerLogin,
      userLogin,
      isActive,
    })),
  );
}

/** Everybody who owns or uses a license. */
export function loginsOf(licenses: readonly IssuedLicense[]): string[] {
  const logins = licenses.flatMap(({ ownerLogin, userLogin }) => [ownerLogin, userLogin]);
  return [...new Set(logins.filter((login) => login !== undefined))];
}
