/**
 * Managed user: a user in the team of a license owner, who assigns and revokes licenses without the user's
 * help.
 * Vendor: "Managed user creation", "Managed user removal". No call lists a team. Quirks: README.md of this
 * folder.
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
import { isKind, isOutcomeUnknown } from "../http/vendor-error.ts";
import { ManagedResource, type ResourceArgs } from "../managed-resource.ts";
import { createHandler } from "../resource-handler.ts";
import type { AppScope } from "./app-scope.ts";
import type { ApifewClient } from "./client.ts";
import { connectApifew } from "./connect.ts";
import { isAbsent } from "./fault.ts";
import { createOrKeep } from "./keep-unanswered.ts";
import { isSameLogin, keepSpelling, Login } from "./login.ts";
import { adoptOf, joinId, splitId } from "./resource-id.ts";

export const ManagedUserInputs = z.strictObject({
  ownerLogin: Login.describe("Login of the licenses' owner, who manages the team."),
  managedLogin: Login.describe("Login of the team's member."),
  adopt: Adopt.optional().describe("Whether to adopt an existing membership: true, or the resource's id."),
});
export type ManagedUserInputs = z.infer<typeof ManagedUserInputs>;

export const ManagedUserOutputs = z.object({
  isReadable: z
    .boolean()
    .describe("Always false: apifew documents no call that reads a team, so its drift cannot be detected."),
  isUnanswered: z.boolean().optional().describe("Only while a create is unanswered."),
});
export type ManagedUserState = OutputsOf<typeof ManagedUserOutputs>;

type Inputs = ManagedUserInputs;
type State = ManagedUserState;
type TeamContext = Context<ApifewClient>;
type AddContext = MakingContext<ApifewClient>;

const state: State = { isReadable: false };

function idOf({ ownerLogin, managedLogin }: Inputs): string {
  return joinId(ownerLogin, managedLogin);
}

async function create(inputs: Inputs, context: AddContext): Promise<{ id: string; state: State }> {
  await add(inputs, { mayBeThere: context.pendingCreate !== undefined }, context);
  return { id: idOf(inputs), state };
}

/** Adding the same pair twice has no further effect, so the call is simply repeated after a lost response. */
async function add(
  inputs: Inputs,
  { mayBeThere }: { readonly mayBeThere: boolean },
  { client, clock, recordPending }: AddContext,
): Promise<void> {
  const { ownerLogin, managedLogin } = inputs;
  const id = idOf(inputs);
  let isOurs = mayBeThere;
  const tryToAdd = async (): Promise<true> => {
    try {
      await client.createManagedUser(ownerLogin, managedLogin);
    } catch (error) {
      isOurs ||= isOutcomeUnknown(error);
      if (!isKind(error, "conflict")) {
        throw error;
      }
      if (!isOurs) {
        const what = `the managed user ${managedLogin} of ${ownerLogin}`;
        assertAdoptable(adoptOf(inputs.adopt, id), { what, id, ...(error.code ? { code: error.code } : {}) });
      }
    }
    return true;
  };
  await createOrKeep<true, State>({
    create: tryToAdd,
    find: async () => undefined,
    clock,
    recordPending,
    keep: (reason) =>
      new IncompleteError(
        `${managedLogin} may have been added to the team of ${ownerLogin}; the next run adds it again: ${reason}`,
        id,
        { ...state, isUnanswered: true },
      ),
  });
}

const idForm = "<owner's login>/<managed user's login>";

function pairOf(id: string) {
  const [ownerLogin = "", managedLogin = ""] = splitId(id, idForm);
  return { ownerLogin, managedLogin };
}

/** Returns the known state, since no call can read it. */
async function read(id: string, known: Known<Inputs, State>) {
  const pair = pairOf(id);
  const { isUnanswered } = known;
  const ownerLogin = keepSpelling(known.ownerLogin, pair.ownerLogin);
  const managedLogin = keepSpelling(known.managedLogin, pair.managedLogin);
  return { id, inputs: { ownerLogin, managedLogin }, state: { ...state, ...(isUnanswered ? { isUnanswered } : {}) } };
}

async function update(_id: string, { olds, news }: Change<Inputs, State>, context: AddContext): Promise<State> {
  if (olds.isUnanswered) {
    await add(news, { mayBeThere: true }, context);
  }
  return state;
}

async function remove(id: string, _known: unknown, { client }: TeamContext): Promise<void> {
  const { ownerLogin, managedLogin } = pairOf(id);
  try {
    await client.removeManagedUser(ownerLogin, managedLogin);
  } catch (error) {
    if (!isAbsent(error)) {
      throw error;
    }
  }
}

/** Returns nothing, because no call lists teams. */
async function* list(_scope: AppScope): AsyncGenerator<{ id: string; inputs: Inputs; state: State }> {}

export const managedUser = defineResource({
  type: "apifew:ManagedUser",
  module: "apifew/managed-user",
  inputs: ManagedUserInputs,
  outputs: ManagedUserOutputs,
  replaceOn: ["ownerLogin", "managedLogin"],
  deleteBeforeReplace: true,
  options: ["adopt"],
  isSame: { ownerLogin: isSameLogin, managedLogin: isSameLogin },
  needsRepair: ({ isUnanswered }) => isUnanswered === true,
  stableOutputs: ["isReadable"],
  importId: { form: idForm, parse: (id) => ({ id, named: pairOf(id) }) },
  connect: (settings) => connectApifew(settings),
  create,
  read,
  update,
  delete: remove,
  list,
});

/** The handler that the engine calls for this resource type. */
export const handler = createHandler(managedUser);

/**
 * User in a license owner's team. apifew refuses to remove a user who still uses the owner's license: make
 * the LicenseAssignment depend on this resource, so that it is deleted first.
 *
 * @example
 * new ManagedUser("john", { ownerLogin: "jane.doe@acme-shoes.com", managedLogin: "john.roe@acme-shoes.com" });
 */
export class ManagedUser extends ManagedResource<typeof ManagedUserInputs> {
  declare readonly ownerLogin: pulumi.Output<string>;
  declare readonly managedLogin: pulumi.Output<string>;
  declare readonly isReadable: pulumi.Output<boolean>;

  constructor(name: string, args: ResourceArgs<typeof ManagedUserInputs>, options?: pulumi.CustomResourceOptions) {
    super(managedUser, name, args, options);
  }
}
