import { checkInputs } from "@marketplane/providers/check-inputs.ts";
import type { SecretTree } from "@marketplane/providers/native/property-values.ts";
import { isObject } from "@marketplane/providers/native/struct.ts";
import { containsUnknown, unknownValue } from "@marketplane/providers/unknown.ts";
import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output.js";
import { z } from "zod";
import { type Declared, InputProblems } from "./component.ts";

export interface CheckedComponent<Inputs> {
  /** The inputs with their defaults. Values that a preview does not know yet have a placeholder. */
  readonly inputs: Inputs;
  /** Properties that a preview cannot check, because the rules of a value in them need it. */
  readonly unknownProperties: readonly string[];
}

/**
 * Checks a component's inputs. `naming` are the paths of values that name resources: these cannot be secrets,
 * and a preview cannot declare the resources without them.
 */
export function checkComponent<Schema extends z.ZodObject>(
  schema: Schema,
  { values, secrets }: Declared["inputs"],
  naming: readonly string[],
): CheckedComponent<z.output<Schema>> {
  const secretProperties = isObject(secrets) ? Object.keys(secrets) : [];
  const { inputs, failures } = checkInputs({ inputs: schema, secretInputs: secretProperties }, values, "resource");
  const problems = failures.map(({ property, reason }) => ({ property, what: reason }));
  const secretNames = naming
    .flatMap((path) => secretsAt(path.split("."), values, secrets))
    .map((path) => ({ property: path.join("."), what: "names resources, so it must not be a secret" }));
  if (problems.length + secretNames.length > 0) {
    throw new InputProblems([...problems, ...secretNames]);
  }
  const unknownProperties = Object.keys(inputs).filter((name) => {
    const property = inputs[name];
    const isNaming = naming.includes(name) && containsUnknown(property);
    const rule = schema.shape[name];
    return isNaming || rule === undefined || !z.safeParse(rule, property).success;
  });
  return { inputs: inputs as z.output<Schema>, unknownProperties };
}

/** The paths of secrets at a path, whose "*" stands for every item of a list. */
function secretsAt([name, ...rest]: readonly string[], value: unknown, secrets: SecretTree): string[][] {
  if (value === undefined || secrets === undefined) {
    return [];
  }
  if (name === undefined) {
    return secrets === true ? [[]] : [];
  }
  const names = name === "*" && Array.isArray(value) ? [...value.keys()].map(String) : [name];
  return names.flatMap((key) => {
    const below: unknown = Object(value)[key];
    return secretsAt(rest, below, belowOf(secrets, key)).map((path) => [key, ...path]);
  });
}

function belowOf(secrets: SecretTree, name: string | number): SecretTree {
  return secrets === true ? true : secrets?.[name];
}

/**
 * The same value with an output in place of each secret and of each value that a preview does not know.
 * Resources take outputs at any depth, so the result has the type of the plain value.
 */
export function withOutputs<Value>(value: Value, secrets: SecretTree): Value {
  return toInput(value, secrets) as Value;
}

function toInput(value: unknown, secrets: SecretTree): unknown {
  if (value === unknownValue) {
    const output = pulumi.output(unknown);
    return secrets === true ? pulumi.secret(output) : output;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => toInput(item, belowOf(secrets, index)));
  }
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, toInput(item, belowOf(secrets, name))]),
    );
  }
  return secrets === true ? pulumi.secret(value) : value;
}

/** Outputs that a preview does not know yet. */
export function unknownOutputs(schema: z.ZodObject): pulumi.Inputs {
  return Object.fromEntries(Object.keys(schema.shape).map((name) => [name, pulumi.output(unknown)]));
}
