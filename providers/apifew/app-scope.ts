/** The application of an apifew key. */
export interface AppScope {
  /**
   * Names of pricings on apifew's website, by uid. apifew's responses hold names and no uids, so a pricing
   * that has neither a uid in the response nor an entry here cannot be identified and is omitted from
   * listings, with its licenses.
   */
  readonly pricingNames?: Readonly<Record<string, string>>;
  /** Whether the caller already knows this login's user, so that the listing need not read it. */
  readonly isLeftOut?: (login: string) => boolean;
}

/** The uid of a pricing that apifew returns by name. */
export function uidInScope(scope: AppScope, pricing: { readonly uid: string | undefined; readonly name: string }) {
  if (pricing.uid !== undefined) {
    return pricing.uid;
  }
  return Object.entries(scope.pricingNames ?? {}).find(([, name]) => name === pricing.name)?.[0];
}
