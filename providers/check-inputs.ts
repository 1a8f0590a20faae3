import type { z } from "zod";
import { knownNamesText } from "./nearest-name.ts";
import { checkSchema, valueAt } from "./schema-problems.ts";
import { containsUnknown } from "./unknown.ts";

/** A problem with a resource's inputs. */
export interface InputFailure {
  /** The property's path, such as "ssl.method". */
  readonly property: string;
  /** The rule that is broken, with the offending value unless that is secret. */
  readonly reason: string;
}

export interface CheckedInputs {
  /** The inputs with defaults. Values that are unknown during a preview are unchanged. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly failures: readonly InputFailure[];
}

/**
 * A rule over several properties. `inputs` contains the fully known ones; `given` contains all of them
 * including unknown values, for rules that can judge a part, such as the keys of a map.
 */
export type InputRule<Inputs> = (
  inputs: Partial<Inputs>,
  given: Readonly<Record<string, unknown>>,
) => InputFailure | undefined;

export interface InputSpecification<Schema extends z.ZodObject> {
  readonly inputs: Schema;
  readonly rules?: readonly InputRule<z.output<Schema>>[];
  /** Properties whose values no message may show. */
  readonly secretInputs?: readonly string[];
  /** Inputs that are secret as a whole if their value contains a secret, and readable otherwise. */
  readonly secretWhen?: Readonly<Partial<Record<keyof z.output<Schema> & string, (value: unknown) => boolean>>>;
}

/** Checks a user's inputs, property by property, without any call. */
export function checkInputs<Schema extends z.ZodObject>(
  specification: InputSpecification<Schema>,
  news: Readonly<Record<string, unknown>>,
  owner: "resource" | "function" = "resource",
): CheckedInputs {
  const shape: Readonly<Record<string, z.core.$ZodType>> = specification.inputs.shape;
  const inputs: Record<string, unknown> = {};
  const holdsSecret: Readonly<Record<string, ((value: unknown) => boolean) | undefined>> =
    specification.secretWhen ?? {};
  const failures: InputFailure[] = unknownProperties(Object.keys(shape), Object.keys(news), owner);
  for (const [property, schema] of Object.entries(shape)) {
    const value = news[property];
    const isSecret = (specification.secretInputs?.includes(property) || holdsSecret[property]?.(value)) ?? false;
    const checked = checkProperty(property, schema as z.ZodType, value, isSecret);
    failures.push(...checked.failures);
    if (checked.value !== undefined) {
      inputs[property] = checked.value;
    }
  }
  if (failures.length === 0) {
    failures.push(...brokenRules(specification.rules ?? [], inputs));
  }
  return { inputs, failures };
}

function unknownProperties(known: readonly string[], given: readonly string[], owner: string): InputFailure[] {
  return given
    .filter((property) => !known.includes(property))
    .map((property) => ({ property, reason: `is not a property of this ${owner}${knownNamesText(property, known)}` }));
}

function checkProperty(
  property: string,
  schema: z.ZodType,
  value: unknown,
  isSecret: boolean,
): { readonly value: unknown; readonly failures: readonly InputFailure[] } {
  const { data, problems } = checkSchema(schema, value, { isSecret: () => isSecret, showsObjects: true });
  if (problems === undefined) {
    return { value: data, failures: [] };
  }
  const failures = problems
    .filter(({ path }) => !concernsUnknown(value, path))
    .map(({ path, what }) => ({ property: [property, ...path].map(String).join("."), reason: what }));
  return { value, failures };
}

/** Whether an unknown value at, above or below the path means that the problem may still resolve. */
function concernsUnknown(value: unknown, path: readonly PropertyKey[]): boolean {
  return containsUnknown(value) && (containsUnknown(valueAt(value, path)) || containsUnknown(ancestorAt(value, path)));
}

/** The deepest existing value on the path. */
function ancestorAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) {
      return current;
    }
    current = Reflect.get(current, key);
  }
  return undefined;
}

function brokenRules<Inputs>(rules: readonly InputRule<Inputs>[], inputs: Record<string, unknown>): InputFailure[] {
  const known = Object.fromEntries(Object.entries(inputs).filter(([, value]) => !containsUnknown(value)));
  return rules.map((rule) => rule(known as Partial<Inputs>, inputs)).filter((failure) => failure !== undefined);
}
