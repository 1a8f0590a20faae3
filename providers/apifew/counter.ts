/**
 * Counter of the license that a user uses; it is created and deleted with the license.
 * Vendor: "Counters". Quirks: README.md of this folder.
 */
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { Adopt, assertAdoptable } from "../adopt.ts";
import { type Change, type Context, defineResource, type Known, type OutputsOf } from "../define-resource.ts";
import { ManagedResource, type ResourceArgs } from "../managed-resource.ts";
import { createHandler } from "../resource-handler.ts";
import type { AppScope } from "./app-scope.ts";
import type { ApifewClient } from "./client.ts";
import { connectApifew } from "./connect.ts";
import { isAbsent } from "./fault.ts";
import { isSameLogin, keepSpelling } from "./login.ts";
import { adoptOf, joinId, splitId } from "./resource-id.ts";

export const CounterInputs = z.strictObject({
  name: z
    .string({ error: "must be a string" })
    .regex(/^\S(.*\S)?$/, "must be a counter's name as declared with the pricing on apifew's website")
    .describe("The counter's name."),
  userLogin: z
    .string({ error: "must be a string" })
    .regex(/^\S+$/, "must be a user's login or uid, without blanks")
    .describe("Login or uid of the user who uses the license."),
  value: z
    .number({ error: "must be a number" })
    .optional()
    .describe("Value to keep; without it, the counter is only read."),
  adopt: Adopt.optional().describe(
    "Every license has its counters, so an existing counter is adopted unless this is false.",
  ),
});
export type CounterInputs = z.infer<typeof CounterInputs>;

export const CounterOutputs = z.object({
  currentValue: z.number().describe("The counter's value at the last read."),
});
export type CounterState = OutputsOf<typeof CounterOutputs>;

type Inputs = CounterInputs;
type State = CounterState;
type CounterContext = Context<ApifewClient>;

async function create(inputs: Inputs, context: CounterContext): Promise<{ id: string; state: State }> {
  const { name, userLogin, value, adopt } = inputs;
  const id = joinId(name, userLogin);
  const current = await context.client.readCounter(name, userLogin);
  if (adopt !== undefined && value !== undefined && value !== current) {
    assertAdoptable(adoptOf(adopt, id), { what: `the counter ${name} of ${userLogin} with the value ${current}`, id });
  }
  return { id, state: await save(inputs, current, context) };
}

async function save({ name, userLogin, value }: Inputs, current: number, { client }: CounterContext): Promise<State> {
  if (value === undefined || value === current) {
    return { currentValue: current };
  }
  return { currentValue: await client.saveCounter(name, userLogin, toDecimal(value)) };
}

/** Never in a form such as 1e-7: apifew's page shows only plain decimals. */
function toDecimal(value: number): string {
  return value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 20 });
}

const idForm = "<counter's name>/<user's login>";

function nameAndUserOf(id: string): { name: string; userLogin: string } {
  const [name = "", userLogin = ""] = splitId(id, idForm);
  return { name, userLogin };
}

async function read(id: string, known: Known<Inputs, State>, { client }: CounterContext) {
  const { name, ...of } = nameAndUserOf(id);
  const userLogin = keepSpelling(known.userLogin, of.userLogin);
  try {
    const currentValue = await client.readCounter(name, userLogin);
    const inputs: Inputs = { name, userLogin, ...(known.value === undefined ? {} : { value: currentValue }) };
    return { id, inputs, state: { currentValue } };
  } catch (error) {
    if (isAbsent(error)) {
      return undefined;
    }
    throw error;
  }
}

async function update(_id: string, { news }: Change<Inputs, State>, context: CounterContext): Promise<State> {
  return save(news, await context.client.readCounter(news.name, news.userLogin), context);
}

/** Removes the counter from the state only: apifew deletes it with its license. */
async function remove(): Promise<void> {}

/** Returns nothing, because no call lists counters. */
async function* list(_scope: AppScope): AsyncGenerator<{ id: string; inputs: Inputs; state: State }> {}

export const counter = defineResource({
  type: "apifew:Counter",
  module: "apifew/counter",
  inputs: CounterInputs,
  outputs: CounterOutputs,
  replaceOn: ["name", "userLogin"],
  createFirstOn: ["name", "userLogin"],
  options: ["adopt"],
  isSame: { userLogin: isSameLogin },
  importId: { form: idForm, parse: (id) => ({ id, named: nameAndUserOf(id) }) },
  connect: (settings) => connectApifew(settings),
  create,
  read,
  update,
  delete: remove,
  list,
});

/** The handler that the engine calls for this resource type. */
export const handler = createHandler(counter);

/**
 * Counter of a user's license. Add `dependsOn` the license: without one, the counter does not exist.
 *
 * @example
 * new Counter("requests", { name: "requests", userLogin: "jane.doe@acme-shoes.com", value: 0 }, { dependsOn: [license] });
 */
export class Counter extends ManagedResource<typeof CounterInputs> {
  declare readonly name: pulumi.Output<string>;
  declare readonly userLogin: pulumi.Output<string>;
  declare readonly value: pulumi.Output<number | undefined>;
  declare readonly currentValue: pulumi.Output<number>;

  constructor(name: string, args: ResourceArgs<typeof CounterInputs>, options?: pulumi.CustomResourceOptions) {
    super(counter, name, args, options);
  }
}
