import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import type { WatchedResource } from "./compare-resource.ts";

type Properties = Readonly<Record<string, unknown>>;

/** What the stacks know of one account: their objects, and the names by which they speak of others. */
export interface OwnedObjects {
  has(type: string, id: string): boolean;
  /** True of an object that an interrupted create may have made: no state has its id. */
  mayBeMade(type: string, inputs: Properties): boolean;
  /** Keys of the licenses that a License stands for. */
  readonly licenseKeys: ReadonlySet<string>;
  /** True of a login that any resource names, in whatever case. */
  hasLogin(login: string): boolean;
  /** Names of pricings by uid, as far as the stacks tell. */
  readonly pricingNames: Readonly<Record<string, string>>;
  /** The pricing's uid of every license key that a resource knows. */
  readonly pricingOfKey: ReadonlyMap<string, string>;
  readonly zoneIds: readonly string[];
}

const loginInputs = ["login", "ownerLogin", "userLogin", "managedLogin"];

export function ownedObjects(resources: readonly WatchedResource[]): OwnedObjects {
  const ids = new Set(resources.map(({ kind, resource }) => nameOf(kind.type, resource.id)));
  const inputs = resources.map(({ resource }) => resource.inputs);
  const beingMade = resources.filter(({ resource }) => resource.id === "");
  const logins = new Set(inputs.flatMap((of) => loginInputs.flatMap((name) => texts([of[name]]))).map(foldLogin));
  return {
    has: (type, id) => ids.has(nameOf(type, id)),
    mayBeMade: (type, found) =>
      beingMade.some(
        ({ kind, resource }) =>
          kind.type === type &&
          kind.naming.every((name) => found[name] === undefined || found[name] === resource.inputs[name]),
      ),
    licenseKeys: new Set(
      resources.flatMap(({ kind, resource }) => (kind.type === "apifew:License" ? texts(resource.outputs.keys) : [])),
    ),
    hasLogin: (login) => logins.has(foldLogin(login)),
    pricingNames: Object.fromEntries(resources.flatMap(({ resource }) => pricingName(resource))),
    pricingOfKey: new Map(resources.flatMap(({ resource }) => pricingsOfKeys(resource))),
    zoneIds: [...new Set(inputs.flatMap(({ zoneId }) => texts([zoneId])))],
  };
}

/** Ids at apifew are made of logins, which are the same in any case. */
function nameOf(type: string, id: string): string {
  return `${type} ${type.startsWith("apifew:") ? foldLogin(id) : id}`;
}

function pricingName({ inputs, outputs }: { readonly inputs: Properties; readonly outputs: Properties }) {
  const [uid] = texts([inputs.pricingUid ?? inputs.uid]);
  const [name] = texts([outputs.currentName, inputs.pricingName, inputs.name]);
  return uid === undefined || name === undefined ? [] : [[uid, name] as const];
}

function pricingsOfKeys({ inputs, outputs }: { readonly inputs: Properties; readonly outputs: Properties }) {
  const [uid] = texts([inputs.pricingUid]);
  const keys = [...texts(outputs.keys), ...texts([outputs.licenseKey])];
  return uid === undefined ? [] : keys.map((key) => [key, uid] as const);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string" && item !== "") : [];
}
