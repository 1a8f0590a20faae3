import { existsSync } from "node:fs";
import { checkSchema } from "@marketplane/providers/schema-problems.ts";
import { parseYaml, type YamlText } from "../../../stacks/files/parse-yaml.ts";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import { placeText } from "../../../stacks/files/text-problem.ts";
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
  if (text.problems.length > 0) {
    throw new Error(text.problems.map(({ position, what }) => `${placeText(file, position)}: ${what}`).join("\n"));
  }
  const { data, problems } = checkSchema(DriftPolicy, text.value ?? {}, text);
  if (problems === undefined) {
    return data;
  }
  const lines = problems.map(
    ({ path, what }) =>
      `${placeText(file, text.positionOf(path))}: ${path.map(String).join(".") || "the policy"} ${what}`,
  );
  throw new Error(lines.join("\n"));
}
