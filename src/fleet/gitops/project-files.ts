import { existsSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { z } from "zod";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import type { CommitProblem } from "./commit-result.ts";
import { placeIn } from "./locate-problem.ts";

/** The files of a Pulumi project, relative to the repository's root. */
export interface ProjectFiles {
  readonly name: string;
  readonly projectFile: string;
  /** The path of a stack's configuration file. */
  readonly stackFileOf: (stack: string) => string;
  /** The stacks that have a configuration file. */
  readonly stacks: readonly string[];
}

/** The names that the engine looks for, in its order. */
const projectFileNames = ["Pulumi.json", "Pulumi.yaml", "Pulumi.yml"];

/** `config` is the folder if it is a string: the predecessor of stackConfigDir. */
const Project = z.looseObject({
  name: z.string().min(1),
  stackConfigDir: z.string().optional(),
  config: z.unknown().optional(),
});

/** Finds Pulumi.yaml or its alternatives, and the stack files in the same or the configured folder. */
export function findProject(
  root: string,
  project: string,
): { readonly files: ProjectFiles } | { readonly problem: CommitProblem } {
  const found = projectFileNames.find((name) => existsSync(join(root, project, name)));
  const projectFile = join(project, found ?? "Pulumi.yaml");
  if (found === undefined) {
    return {
      problem: { file: projectFile, line: null, message: "does not exist; set the project's folder with --project" },
    };
  }
  const { value, problems } = readYaml(join(root, projectFile));
  const [broken] = problems;
  if (broken) {
    return { problem: { ...placeIn(projectFile, broken.position), message: broken.what } };
  }
  const { data } = Project.safeParse(value);
  if (data === undefined) {
    return { problem: { file: projectFile, line: 1, column: 1, message: "must name the project (name: …)" } };
  }
  const folder = join(project, data.stackConfigDir ?? (typeof data.config === "string" ? data.config : "."));
  const extension = extname(found);
  const stackFileOf = (stack: string) => join(folder, `Pulumi.${stack}${extension}`);
  return { files: { name: data.name, projectFile, stackFileOf, stacks: stacksIn(join(root, folder), extension) } };
}

function stacksIn(folder: string, extension: string): string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.sort().flatMap((name) => {
    const stack = /^Pulumi\.([A-Za-z0-9._-]+)\.[a-z]+$/.exec(name)?.[1];
    return stack !== undefined && name === `Pulumi.${stack}${extension}` ? [stack] : [];
  });
}
