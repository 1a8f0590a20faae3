import type { z } from "zod";
import { checkInputs, type InputFailure, type InputSpecification } from "./check-inputs.ts";
import type { Context, OutputsOf } from "./define-resource.ts";
import { toPlain } from "./observe-resource.ts";
import { type SecretNames, withSecretsMarked } from "./secret-marks.ts";

type Properties = Readonly<Record<string, unknown>>;

interface FunctionDefinition<Inputs extends z.ZodObject, Outputs extends z.ZodObject, Client>
  extends InputSpecification<Inputs> {
  /** Vendor and name, such as "cloudflare:getZone". */
  readonly token: `${string}:get${string}`;
  /** What it returns, in one sentence. */
  readonly description: string;
  readonly outputs: Outputs;
  /** Outputs that are secret as a whole. */
  readonly secretOutputs?: readonly (keyof z.output<Outputs> & string)[];
  /** Asks the vendor with calls that only read. Throws if the object does not exist. */
  run(inputs: z.output<Inputs>, context: Context<Client>): Promise<OutputsOf<Outputs>>;
}

/** What a data source says without its own types: enough for pages and for the package schema. */
export interface FunctionFacts extends SecretNames {
  readonly token: string;
  readonly description: string;
  readonly inputs: z.ZodObject;
  readonly outputs: z.ZodObject;
}

/** The outputs as plain JSON with the secret ones marked for the engine, or the arguments that are wrong. */
export type Invoked =
  | { readonly outputs: Properties; readonly failures?: never }
  | { readonly failures: readonly InputFailure[]; readonly outputs?: never };

/** A data source with any input and output types. */
export interface VendorFunction<Client> extends FunctionFacts {
  /** Checks the arguments, and asks the vendor if they are right. */
  invoke(args: Properties, context: Context<Client>): Promise<Invoked>;
}

/** Declares a data source once: a question to a vendor that changes nothing. */
export function defineFunction<Inputs extends z.ZodObject, Outputs extends z.ZodObject, Client>(
  definition: FunctionDefinition<Inputs, Outputs, Client>,
): VendorFunction<Client> {
  const { token, description, inputs, outputs, secretInputs = [], secretOutputs = [] } = definition;
  const facts = { token, description, inputs, outputs, secretInputs, secretOutputs };
  return {
    ...facts,
    invoke: async (args, context) => {
      const checked = checkInputs(definition, args, "function");
      if (checked.failures.length > 0) {
        return { failures: checked.failures };
      }
      const result = await definition.run(inputs.parse(checked.inputs) as z.output<Inputs>, context);
      return { outputs: withSecretsMarked(facts, toPlain(result)) };
    },
  };
}
