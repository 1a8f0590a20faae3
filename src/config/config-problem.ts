/** One thing that is wrong with the configuration, where it stands, and how to mend it. */
export interface ConfigProblem {
  /** The key, such as "clevercloud.password"; empty for the file as a whole. */
  readonly key: string;
  /** Counted from 1; undefined where the file has no such line. */
  readonly line?: number | undefined;
  readonly what: string;
}

/** The configuration cannot be used; tells every problem at once and no secret. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[]) {
    super(`${file} cannot be used:\n${problems.map((problem) => `  ${toText(problem)}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

function toText({ key, line, what }: ConfigProblem): string {
  const where = [line === undefined ? "" : `line ${line}`, key].filter((part) => part !== "").join(", ");
  return where === "" ? what : `${where}: ${what}`;
}
