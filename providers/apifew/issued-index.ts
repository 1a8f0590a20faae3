import type { IssuedLicense } from "./issued-license.ts";
import { foldLogin } from "./login.ts";

type Licenses = readonly IssuedLicense[];

interface IssuedIndex {
  readonly byKey: ReadonlyMap<string, Licenses>;
  readonly byOwner: ReadonlyMap<string | undefined, Licenses>;
  readonly byUser: ReadonlyMap<string | undefined, Licenses>;
}

const indexes = new WeakMap<Licenses, IssuedIndex>();

/** Indexes of a listing, built once for all resources that use it. */
function indexOf(issued: Licenses): IssuedIndex {
  const existing = indexes.get(issued);
  if (existing) {
    return existing;
  }
  const index = {
    byKey: Map.groupBy(issued, ({ key }) => key),
    byOwner: Map.groupBy(issued, ({ ownerLogin }) => ownerLogin && foldLogin(ownerLogin)),
    byUser: Map.groupBy(issued, ({ userLogin }) => userLogin && foldLogin(userLogin)),
  };
  indexes.set(issued, index);
  return index;
}

/** The listed licenses that have one of these keys. */
export function withKeys(keys: readonly string[], issued: Licenses): Licenses {
  const { byKey } = indexOf(issued);
  return [...new Set(keys)].flatMap((key) => byKey.get(key) ?? []);
}

export function ownedBy(ownerLogin: string, issued: Licenses): Licenses {
  return indexOf(issued).byOwner.get(foldLogin(ownerLogin)) ?? [];
}

/**
 * The owner's login to use when assigning one of these licenses, which all belong to one owner. apifew may
 * reject a spelling that differs from the one it lists.
 */
export function ownerAsListed(ownerLogin: string, owned: Licenses): string {
  const isListed = owned.some((license) => license.ownerLogin === ownerLogin);
  return isListed ? ownerLogin : (owned[0]?.ownerLogin ?? ownerLogin);
}

/** All licenses of the application that this login uses, of any owner. */
export function usedBy(login: string, issued: Licenses): Licenses {
  return indexOf(issued).byUser.get(foldLogin(login)) ?? [];
}
