import { existsSync } from "node:fs";
import { join } from "node:path";
import { nearestName } from "@marketplane/providers/nearest-name.ts";
import type { YamlText } from "../../../stacks/files/parse-yaml.ts";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import type { ValidationProblem } from "../../core/model/validation-report.ts";
import { findProject } from "../../fleet/gitops/project-files.ts";

export interface ProjectCheck {
  /** Undefined if the folder has no project. */
  readonly file?: string | undefined;
  /** The stacks' configuration files. */
  readonly stackFiles: readonly string[];
  readonly problems: readonly ValidationProblem[];
}

/** The properties that the engine reads in Pulumi.yaml; a YAML program adds its own. */
const projectKeys = [
  ...["name", "runtime", "main", "description", "author", "website", "license", "config", "stackConfigDir"],
  ...["backend", "options", "template", "plugins", "packages", "environment", "requiredPulumiVersion"],
  ...["resources", "variables", "outputs", "configuration", "components", "pulumi"],
];
/** The properties that it reads in a stack's file. */
const stackKeys = ["config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"];

/**
 * Checks what only the engine would otherwise report, or silently ignore: a missing runtime, and misspelt
 * properties at the top of Pulumi.yaml and of the stacks' files. Other properties that are not known are left
 * alone, since newer engines may read them.
 */
export function checkProject(folder: string): ProjectCheck {
  const found = findProject(folder, ".");
  if ("problem" in found) {
    const file = found.problem.file ?? undefined;
    const exists = file !== undefined && existsSync(join(folder, file));
    return { ...(exists && { file }), stackFiles: [], problems: [] };
  }
  const { projectFile, stacks, stackFileOf } = found.files;
  const text = readYaml(join(folder, projectFile));
  const stackFiles = stacks.map(stackFileOf);
  return {
    file: projectFile,
    stackFiles,
    problems: [
      ...runtimeProblems(projectFile, text),
      ...misspelt("project", projectFile, text, projectKeys),
      ...stackFiles.flatMap((file) => misspelt("stack", file, readYaml(join(folder, file)), stackKeys)),
    ],
  };
}

function runtimeProblems(file: string, { value }: YamlText): ValidationProblem[] {
  const runtime: unknown = Reflect.get(Object(value), "runtime");
  const name: unknown = typeof runtime === "object" && runtime !== null ? Reflect.get(runtime, "name") : runtime;
  const message = "runtime: is required: nodejs, yaml, python or another language of the program";
  return typeof name === "string" && name !== "" ? [] : [{ kind: "project", file, line: 1, column: 1, message }];
}

function misspelt(
  kind: ValidationProblem["kind"],
  file: string,
  { value, positionOf }: YamlText,
  known: readonly string[],
): ValidationProblem[] {
  const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
  return keys.flatMap((key) => {
    const nearest = known.includes(key) ? undefined : nearestName(key, known);
    return nearest === undefined
      ? []
      : [{ kind, file, ...positionOf([key]), message: `${key}: is not known; did you mean ${nearest}?` }];
  });
}
