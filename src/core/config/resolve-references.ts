import { schemaAt } from "@marketplane/providers/schema-at.ts";
import { z } from "zod";
import type { ConfigProblem } from "./config-problem.ts";
import { isSecret } from "./secret.ts";

/** A variable of the environment. ${licenseKey} and ${config:name} are resolved later, for each tenant. */
const reference = /\$\{([A-Z_][A-Z0-9_]*)\}/g;
const wholeReference = /^\$\{[A-Z_][A-Z0-9_]*\}$/;

/**
 * Returns a variable's value; a check without an environment may derive a stand-in from the expected schema.
 */
export type Environment = (name: string, expected?: z.core.$ZodType) => string | undefined;

export interface Resolved {
  /** The file's content with its references replaced by values of the environment. */
  readonly input: unknown;
  readonly problems: readonly ConfigProblem[];
}

/** Replaces ${NAME} by the environment's value, and reports secrets that the file contains in plain text. */
export function resolveReferences(input: unknown, schema: z.ZodType, environment: Environment): Resolved {
  const problems: ConfigProblem[] = [];
  const resolve = (value: unknown, path: readonly string[]): unknown => {
    if (Array.isArray(value)) {
      return value.map((item, index) => resolve(item, [...path, String(index)]));
    }
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, [...path, key])]));
    }
    const expected = schemaAt(schema, path);
    const problem = problemOf(value, expected, environment);
    if (problem !== undefined) {
      problems.push({ key: path.join("."), what: problem });
      return value;
    }
    return typeof value === "string" ? substitute(value, expected, environment) : value;
  };
  return { input: resolve(input, []), problems };
}

function problemOf(
  value: unknown,
  expected: z.core.$ZodType | undefined,
  environment: Environment,
): string | undefined {
  const isInClear = value !== null && !(typeof value === "string" && wholeReference.test(value));
  if (expected !== undefined && isSecret(expected) && isInClear) {
    return `is a secret and must not be in the file: write \${NAME} and set the variable NAME in the environment`;
  }
  const names = typeof value === "string" ? [...value.matchAll(reference)].map((match) => match[1] ?? "") : [];
  const unset = [...new Set(names)].filter((name) => !environment(name, expected));
  return unset.length === 0 ? undefined : `requires ${unset.join(", ")} in the environment, which is empty or not set`;
}

/** Where a number or boolean is expected, the value may be a single reference. */
function substitute(text: string, expected: z.core.$ZodType | undefined, environment: Environment): unknown {
  const value = text.replaceAll(reference, (_whole, name: string) => environment(name, expected) ?? "");
  if (!wholeReference.test(text)) {
    return value;
  }
  if (expected instanceof z.ZodNumber) {
    return Number(value);
  }
  return expected instanceof z.ZodBoolean && /^(true|false)$/.test(value) ? value === "true" : value;
}
