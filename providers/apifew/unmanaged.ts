/** Finds and reports objects at apifew that no stack manages. */
import type { Context } from "../define-resource.ts";
import type {
  AdoptOptions,
  FoundObject,
  ManagedObjects,
  ManagedResource,
  UnmanagedText,
} from "../describe-resource.ts";
import type { AppScope } from "./app-scope.ts";
import type { ApifewClient } from "./client.ts";
import type { IssuedLicense } from "./issued-license.ts";
import { license } from "./license/index.ts";
import { foldLogin } from "./login.ts";
import { readIssued } from "./own-licenses.ts";

const loginInputs = ["login", "ownerLogin", "userLogin", "managedLogin"];

/** The whole application, except users that a resource names: each would need a separate read. */
export async function managedScope(managed: ManagedObjects, client: ApifewClient): Promise<AppScope> {
  const { resources } = managed;
  const named = resources.flatMap(({ inputs }) => loginInputs.flatMap((name) => texts([inputs[name]])));
  const logins = new Set(named.map(foldLogin));
  const issued = await readIssued(client);
  return {
    pricingNames: await pricingNamesOf(issued, resources, client),
    isLeftOut: (login) => logins.has(foldLogin(login)),
  };
}

/**
 * Pricing names by uid, from the stacks' resources and from the keys that they know. A pricing without a
 * known uid is identified by its name, so that its licenses are not overlooked.
 */
async function pricingNamesOf(
  issued: readonly IssuedLicense[],
  resources: readonly ManagedResource[],
  client: ApifewClient,
): Promise<Record<string, string>> {
  const names = new Map(resources.flatMap(pricingName));
  const pricingOfKey = new Map(resources.flatMap(pricingsOfKeys));
  for (const { key, pricing } of issued) {
    const uid = pricingOfKey.get(key);
    if (uid !== undefined) {
      names.set(uid, pricing.name);
    }
  }
  const known = new Set(names.values());
  const others = (await client.readRevisions()).filter(({ name }) => !known.has(name));
  return Object.fromEntries([...names, ...others.map(({ name }) => [name, name] as const)]);
}

function pricingName({ inputs, outputs }: ManagedResource) {
  const [uid] = texts([inputs.pricingUid ?? inputs.uid]);
  const [name] = texts([outputs.currentName, inputs.pricingName, inputs.name]);
  return uid === undefined || name === undefined ? [] : [[uid, name] as const];
}

function pricingsOfKeys({ inputs, outputs }: ManagedResource) {
  const [uid] = texts([inputs.pricingUid]);
  const keys = [...texts(outputs.keys), ...texts([outputs.licenseKey])];
  return uid === undefined ? [] : keys.map((key) => [key, uid] as const);
}

/**
 * A License resource manages only some of an owner's licenses under a pricing; the others may be unmanaged.
 */
export function unmanagedLicenses(managed: ManagedObjects, { client }: Context<ApifewClient>) {
  const own = managed.resources.filter(({ type }) => type === license.type);
  const ownKeys = new Set(own.flatMap(({ outputs }) => texts(outputs.keys)));
  return async ({ inputs, state }: FoundObject): Promise<UnmanagedText | undefined> => {
    const keys = texts(state.keys).filter((key) => !ownKeys.has(key));
    if (keys.length === 0 || managed.mayBeMade(license.type, inputs)) {
      return undefined;
    }
    const used = new Set(
      (await readIssued(client)).filter(({ userLogin }) => userLogin !== undefined).map(({ key }) => key),
    );
    return licensesText(
      inputs,
      keys.length,
      keys.some((key) => used.has(key)),
    );
  };
}

function licensesText(
  { ownerLogin, pricingName }: FoundObject["inputs"],
  count: number,
  isUsed: boolean,
): UnmanagedText {
  const under = pricingName === undefined ? "" : ` under pricing ${JSON.stringify(pricingName)}`;
  const are = count === 1 ? "is" : "are";
  const message = `${count} license${count === 1 ? "" : "s"} of ${ownerLogin}${under} ${are} not in any stack`;
  const name = String(ownerLogin);
  // apifew deletes no license: plan changes and customers who left leave unused ones behind.
  return isUsed ? { name, message } : { name, message: `${message} and not in use`, isHarmless: true };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string" && item !== "") : [];
}

/**
 * Notes for a person who adopts: what no listing shows, and the pricings omitted because their uid was not
 * given. A name that no pricing has is an error, since its licenses would be omitted silently.
 */
export async function adoptNotes({ pricingNames }: AdoptOptions, client: ApifewClient): Promise<string[]> {
  const notes = ["apifew lists no managed users and no counters, and of users only those with a license"];
  const pricings = await client.listPricings({ isCurrentRevisionOnly: true });
  if (pricings.some(({ uid }) => uid !== undefined)) {
    return notes;
  }
  const names = [...new Set(pricings.map(({ name }) => name))].sort();
  const given = Object.values(pricingNames);
  const unknown = given.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(`apifew has no pricing named ${listOf(unknown)} (--pricing); its pricings are ${listOf(names)}`);
  }
  const left = names.filter((name) => !given.includes(name));
  return left.length === 0
    ? notes
    : [
        ...notes,
        `omitted with their licenses, because apifew returns no uid and no --pricing UID=NAME gives one: ${listOf(left)}`,
      ];
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => JSON.stringify(name)).join(", ");
}
