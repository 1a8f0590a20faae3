/** An application at apifew: the one of the key. */
export interface AppScope {
  /**
   * Pricings by uid with their names on apifew's website. apifew's answers name pricings and tell no uid, so a pricing
   * that stands in neither, and its licenses, cannot be identified and are left out of listings.
   */
  readonly pricingNames?: Readonly<Record<string, string>>;
  /** True of a login that a listing of users does not have to ask for. */
  readonly isLeftOut?: (login: string) => boolean;
}

/** The uid of a pricing that apifew names. */
export function uidInScope(scope: AppScope, pricing: { readonly uid: string | undefined; readonly name: string }) {
  if (pricing.uid !== undefined) {
    return pricing.uid;
  }
  return Object.entries(scope.pricingNames ?? {}).find(([, name]) => name === pricing.name)?.[0];
}
