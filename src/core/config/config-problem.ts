import { type Position, placeText } from "../../../stacks/files/text-problem.ts";

/** One thing that is wrong with the configuration, where it stands, and how to fix it. */
export interface ConfigProblem {
  /** The key, such as "clevercloud.password"; empty for the file as a whole. */
  readonly key: string;
  /** The same in parts, where a part may have dots of its own. */
  readonly path?: readonly PropertyKey[];
  readonly position?: Position | undefined;
  readonly what: string;
}

/** The configuration cannot be used; the message has every problem and no secret. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[]) {
    super(`${file} cannot be used:\n${problems.map((problem) => `  ${configProblemText(file, problem)}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** A problem in one line: place, key and rule. */
export function configProblemText(file: string, { key, position, what }: ConfigProblem): string {
  const where = [position === undefined ? "" : placeText(file, position), key].filter((part) => part !== "").join(", ");
  return where === "" ? what : `${where}: ${what}`;
}
