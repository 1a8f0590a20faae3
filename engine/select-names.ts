import { EngineError } from "./engine-error.ts";

/**
 * The known names that `given` lists, in the known order; all if it is empty. Throws if a name is unknown;
 * `kind` says what the names stand for.
 */
export function selectNames<Name extends string>(
  known: readonly Name[],
  given: readonly string[],
  kind: string,
): readonly Name[] {
  const unknown = given.find((name) => !known.some((candidate) => candidate === name));
  if (unknown !== undefined) {
    throw new EngineError(`There is no ${kind} for ${unknown}.`, `Known: ${known.join(", ")}.`);
  }
  return given.length === 0 ? known : known.filter((name) => given.includes(name));
}
