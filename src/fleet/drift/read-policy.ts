import { existsSync } from "node:fs";
import { checkSchema } from "@marketplane/providers/schema-problems.ts";
import { parseYaml, type YamlText } from "../../../stacks/files/parse-yaml.ts";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import { placeText, type TextProblem } from "../../../stacks/files/text-problem.ts";
import { DriftPolicy, noPolicy } from "./drift-policy.ts";

/** The default location of a project's policy. */
export const policyFileName = ".marketplane-drift.yaml";

/**
 * Reads a policy. Every error gives the file, line, column and key. A missing default file is not an error.
 */
export function readPolicy(path: string, { isRequired }: { readonly isRequired: boolean }): DriftPolicy {
  return !isRequired && !existsSync(path) ? noPolicy : toPolicy(readYaml(path), path);
}

export function parsePolicy(text: string, path: string): DriftPolicy {
  return toPolicy(parseYaml(text), path);
}

function toPolicy(text: YamlText, file: string): DriftPolicy {
  const { data, problems = [] } = checkPolicy(text);
  if (data === undefined) {
    throw new Error(problems.map(({ position, what }) => `${placeText(file, position)}: ${what}`).join("\n"));
  }
  return data;
}

/** A policy, or every problem of its file. */
export function checkPolicy(text: YamlText): {
  readonly data?: DriftPolicy | undefined;
  readonly problems?: readonly TextProblem[];
} {
  if (text.problems.length > 0) {
    return { problems: text.problems };
  }
  const { data, problems = [] } = checkSchema(DriftPolicy, text.value ?? {}, text);
  return {
    data,
    problems: problems.map(({ path, what }) => ({
      position: text.positionOf(path),
      what: `${path.map(String).join(".") || "the policy"} ${what}`,
    })),
  };
}
