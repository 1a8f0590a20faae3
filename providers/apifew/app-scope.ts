/** The application of an apifew key. */
export interface AppScope {
  /**
   * Names of pricings on apifew's website, by uid. apifew's responses hold names and no uids, so a pricing
   * that has neither a uid in the response nor an entry here cannot be identified and is omitted from
   * listings, with its licenses.
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
