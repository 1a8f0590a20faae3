/**
 * User of the provider's application.
 * Vendor: "Users management". Quirks: README.md of this folder.
 */

import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { Adopt, assertAdoptable } from "../adopt.ts";
import {
  type Change,
  type Context,
  defineResource,
  IncompleteError,
  type Known,
  type MakingContext,
  type OutputsOf,
} from "../define-resource.ts";
import { errorText } from "../error-text.ts";
import { isKind } from "../http/vendor-error.ts";
import { ManagedResource, type ResourceArgs } from "../managed-resource.ts";
import { createHandler } from "../resource-handler.ts";
import type { AppScope } from "./app-scope.ts";
import type { ApifewClient, UserNames } from "./client.ts";
import { connectApifew } from "./connect.ts";
import { isAbsent } from "./fault.ts";
import { loginsOf } from "./issued-license.ts";
import { createOrKeep } from "./keep-unanswered.ts";
import { isSameLogin, keepSpelling, Login } from "./login.ts";
import { readIssued } from "./own-licenses.ts";
import { adoptOf } from "./resource-id.ts";
import type { User as Answered } from "./schema.ts";

const Name = z.string({ error: "must be a string" }).max(200, "must have at most 200 characters");

export const UserInputs = z.strictObject({
  login: Login.describe("The user's login, an email address."),
  nameFirst: Name.optional().describe("First name; an empty text removes it. Without it, the current name stays."),
  nameLast: Name.optional().describe("Last name; handled like nameFirst."),
  adopt: Adopt.optional().describe("Whether to adopt an existing user: true, or the login."),
});
export type UserInputs = z.infer<typeof UserInputs>;

export const UserOutputs = z.object({
  uid: z
    .string()
    .optional()
    .describe("apifew's id for the user in the application; absent only while the create is unanswered."),
  licenseActive: z
    .boolean()
    .optional()
    .describe("Whether the license that the user uses is active; absent without one."),
  licenseStatus: z.string().optional().describe("apifew's status of that license."),
  licenseRole: z.string().optional().describe("apifew's role of the user in that license, such as normal_user."),
});
export type UserState = OutputsOf<typeof UserOutputs>;

type Inputs = UserInputs;
type State = UserState;
type UserContext = Context<ApifewClient>;
type CreateContext = MakingContext<ApifewClient>;
/** A user that apifew knows. */
type Wire = Answered & { readonly login: string };
/** The fields of a user that an answer contains; create returns only the uid. */
type Seen = Partial<Wire>;

async function find(login: string, { client }: UserContext): Promise<Wire | undefined> {
  try {
    return await client.getUser(login);
  } catch (error) {
    if (isAbsent(error)) {
      return undefined;
    }
    throw error;
  }
}

async function create(inputs: Inputs, context: CreateContext): Promise<{ id: string; state: State }> {
  const existing = await find(inputs.login, context);
  const state = existing ? await adopt(existing, inputs, context) : await make(inputs, context);
  return { id: inputs.login, state };
}

async function make(inputs: Inputs, context: CreateContext): Promise<State> {
  const { login } = inputs;
  let made: Seen;
  try {
    made = await createOrKeep<Seen, State>({
      create: () => context.client.createUser(login),
      find: () => find(login, context),
      clock: context.clock,
      recordPending: context.recordPending,
      keep: (reason) =>
        new IncompleteError(`user ${login} may have been created; the next run searches for it: ${reason}`, login, {}),
    });
  } catch (error) {
    // Another process created it between the lookup and the create.
    const other = isKind(error, "conflict") ? await find(login, context) : undefined;
    if (!other) {
      throw error;
    }
    return adopt(other, inputs, context);
  }
  return saveNames(made, inputs, context);
}

function adopt(existing: Wire, inputs: Inputs, context: CreateContext): Promise<State> {
  const { login } = inputs;
  const user = { what: `the user ${login}`, id: login, code: "ERROR_USER_ALREADY_EXISTS" };
  assertAdoptable(adoptOf(inputs.adopt, login), user, context.pendingCreate);
  return saveNames(existing, inputs, context);
}

/** Saves the names that the stack sets and that differ. The user exists even if this fails. */
async function saveNames(current: Seen, { login, nameFirst, nameLast }: Inputs, context: UserContext): Promise<State> {
  const names: UserNames = {
    ...(nameFirst !== undefined && nameFirst !== (current.nameFirst ?? "") ? { nameFirst } : {}),
    ...(nameLast !== undefined && nameLast !== (current.nameLast ?? "") ? { nameLast } : {}),
  };
  const state = toState(current);
  if (Object.keys(names).length === 0) {
    return state;
  }
  try {
    const unsaved = await saveAndCheck(login, names, context);
    if (unsaved.length > 0) {
      throw new Error(`apifew left ${unsaved.join(" and ")} as it was`);
    }
    return state;
  } catch (error) {
    const reason = errorText(error);
    const seen = { nameFirst: current.nameFirst ?? "", nameLast: current.nameLast ?? "" };
    // The state records the current names, so that the next run sees the difference.
    const standing = Object.fromEntries(Object.keys(names).map((name) => [name, Reflect.get(seen, name)]));
    throw new IncompleteError(`user ${login} exists, but the names were not saved: ${reason}`, login, {
      ...state,
      ...standing,
    });
  }
}

const fieldOf = { nameFirst: "name_first", nameLast: "name_last" } as const;

/**
 * Saves the names and returns those that were not saved. If apifew does not report a field as changed, the
 * user is read again.
 */
async function saveAndCheck(login: string, names: UserNames, context: UserContext): Promise<string[]> {
  const saved = await context.client.saveUserInfo(login, names);
  const sent = (["nameFirst", "nameLast"] as const).filter((name) => names[name] !== undefined);
  if (saved === undefined || sent.every((name) => saved.includes(fieldOf[name]))) {
    return [];
  }
  // A repeated call, or the same change by another process, changes nothing and is not an error.
  const user = await find(login, context);
  return sent.filter((name) => (user?.[name] ?? "") !== names[name]);
}

async function read(id: string, known: Known<Inputs, State>, context: UserContext) {
  const wire = await find(id, context);
  return wire && observe(wire, known, id);
}

async function update(id: string, { olds, news }: Change<Inputs, State>, context: CreateContext): Promise<State> {
  const current = await find(id, context);
  if (current) {
    return saveNames(current, news, context);
  }
  if (olds.uid !== undefined) {
    throw new Error(`user ${id} no longer exists: run pulumi refresh, then pulumi up to create it again`);
  }
  return make(news, context);
}

async function remove(id: string, _known: unknown, { client }: UserContext): Promise<void> {
  try {
    await client.deleteUser(id);
  } catch (error) {
    if (!isAbsent(error)) {
      throw error;
    }
  }
}

/** Users that own or use a license. No call lists other users, and only this call returns a user's names. */
async function* list({ isLeftOut = () => false }: AppScope, context: UserContext) {
  const logins = loginsOf(await readIssued(context.client));
  for (const login of logins.filter((name) => !isLeftOut(name))) {
    const wire = await find(login, context);
    if (wire) {
      yield observe(wire, {}, wire.login);
    }
  }
}

/** After an import, names are managed if there are any; otherwise only those that the stack sets. */
function observe(wire: Wire, known: Known<Inputs, State>, id: string) {
  const isImport = known.login === undefined;
  const nameFirst = wire.nameFirst ?? (isImport ? undefined : "");
  const nameLast = wire.nameLast ?? (isImport ? undefined : "");
  const inputs: Inputs = {
    login: keepSpelling(known.login ?? id, wire.login),
    ...((isImport || known.nameFirst !== undefined) && nameFirst !== undefined ? { nameFirst } : {}),
    ...((isImport || known.nameLast !== undefined) && nameLast !== undefined ? { nameLast } : {}),
  };
  return { id: keepSpelling(id, wire.login), inputs, state: toState(wire) };
}

function toState({ uid, licenseKey, isLicenseActive, licenseStatus, licenseRole }: Seen): State {
  return {
    ...(uid === undefined ? {} : { uid }),
    ...(licenseKey === undefined || isLicenseActive === undefined ? {} : { licenseActive: isLicenseActive }),
    ...(licenseStatus === undefined ? {} : { licenseStatus }),
    ...(licenseRole === undefined ? {} : { licenseRole }),
  };
}

export const user = defineResource({
  type: "apifew:User",
  module: "apifew/user",
  inputs: UserInputs,
  outputs: UserOutputs,
  replaceOn: ["login"],
  createFirstOn: ["login"],
  options: ["adopt"],
  isSame: { login: isSameLogin },
  stableOutputs: ["uid"],
  importId: { form: "<login>", parse: (id) => ({ id, named: { login: id } }) },
  connect: (settings) => connectApifew(settings),
  create,
  read,
  update,
  delete: remove,
  list,
});

/** The handler that the engine calls for this resource type. */
export const handler = createHandler(user);

/**
 * User of the application at apifew. Deleting it removes the user from this application only.
 *
 * @example
 * new User("jane", { login: "jane.doe@acme-shoes.com", nameFirst: "Jane", nameLast: "Doe" });
 */
export class User extends ManagedResource<typeof UserInputs> {
  declare readonly login: pulumi.Output<string>;
  declare readonly nameFirst: pulumi.Output<string | undefined>;
  declare readonly nameLast: pulumi.Output<string | undefined>;
  declare readonly uid: pulumi.Output<string | undefined>;
  declare readonly licenseActive: pulumi.Output<boolean | undefined>;
  declare readonly licenseStatus: pulumi.Output<string | undefined>;
  declare readonly licenseRole: pulumi.Output<string | undefined>;

  constructor(name: string, args: ResourceArgs<typeof UserInputs>, options?: pulumi.CustomResourceOptions) {
    super(user, name, args, options);
  }
}
