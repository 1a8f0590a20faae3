import { type Position, placeText } from "../../../stacks/files/text-problem.ts";

/** One problem of the configuration: its position, the rule, and the fix. */
export interface ConfigProblem {
  /** The key, such as "clevercloud.password"; empty for the file as a whole. */
  readonly key: string;
  /** The key as a list of parts, because a part may contain dots. */
  readonly path?: readonly PropertyKey[];
  readonly position?: Position | undefined;
  readonly what: string;
}

/** The configuration is invalid. The message lists every problem and contains no secret. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[]) {
    super(`${file} cannot be used:\n${problems.map((problem) => `  ${configProblemText(file, problem)}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** A problem as one line: position, key and rule. */
export function configProblemText(file: string, { key, position, what }: ConfigProblem): string {
  const where = [position === undefined ? "" : placeText(file, position), key].filter((part) => part !== "").join(", ");
  return where === "" ? what : `${where}: ${what}`;
}
