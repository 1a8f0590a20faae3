import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parseDocument } from "yaml";
import { z } from "zod";
import { credentialProblems } from "../../stacks/credential-problems.ts";
import { readDeploymentSettings } from "../../stacks/deployment-settings.ts";
import { type DeclaredTenant, readTenants } from "../../stacks/read-tenants.ts";
import type { CommitProblem } from "./commit-result.ts";
import { locateProblem } from "./locate-problem.ts";
import { hiddenValue, parseStackConfig } from "./stack-config.ts";

/** One stack as a commit declares it. */
export interface DesiredStack {
  readonly name: string;
  /** The project's name. */
  readonly project: string;
  readonly tenants: readonly DeclaredTenant[];
  /** The tenants' folder, from the repository's. */
  readonly tenantsFolder: string;
}

export interface DesiredState {
  readonly stacks: readonly DesiredStack[];
  readonly problems: readonly CommitProblem[];
}

export interface DesiredStateOptions {
  /** Where the commit is checked out. */
  readonly root: string;
  /** Folder of Pulumi.yaml, from there. */
  readonly project: string;
  /** The stacks that are followed; none means every Pulumi.<stack>.yaml. */
  readonly stacks: readonly string[];
}

const Project = z.looseObject({ name: z.string().min(1) });
const stackFilePattern = /^Pulumi\.([A-Za-z0-9._-]+)\.yaml$/;

/** Reads everything that a commit declares, with the readers of the program itself, and runs nothing of it. */
export function readDesiredState(options: DesiredStateOptions): DesiredState {
  const { root, project } = options;
  const folder = join(root, project);
  const projectFile = join(project, "Pulumi.yaml");
  const read = readProject(join(root, projectFile));
  if ("problem" in read) {
    return { stacks: [], problems: [{ file: projectFile, line: read.line, message: read.problem }] };
  }
  const names = options.stacks.length > 0 ? options.stacks : stacksIn(folder);
  if (names.length === 0) {
    const message = "has no Pulumi.<stack>.yaml beside it, so there is nothing to reconcile";
    return { stacks: [], problems: [{ file: projectFile, line: null, message }] };
  }
  const results = names.map((name) => readStack(name, read.name, options));
  return { stacks: results.flatMap(({ stack }) => stack ?? []), problems: results.flatMap(({ problems }) => problems) };
}

function readProject(
  path: string,
): { readonly name: string } | { readonly problem: string; readonly line: number | null } {
  if (!existsSync(path)) {
    return { problem: "is not there; name its folder with --project", line: null };
  }
  const document = parseDocument(readFileSync(path, "utf8"));
  const broken = document.errors[0];
  if (broken) {
    return { problem: `is no YAML: ${broken.message.split("\n")[0]}`, line: broken.linePos?.[0].line ?? null };
  }
  const parsed = Project.safeParse(document.toJS());
  return parsed.success ? { name: parsed.data.name } : { problem: "must name the project (name: …)", line: 1 };
}

function stacksIn(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => stackFilePattern.exec(name)?.[1] ?? []);
}

function readStack(
  name: string,
  projectName: string,
  { root, project }: DesiredStateOptions,
): { readonly stack?: DesiredStack; readonly problems: readonly CommitProblem[] } {
  const stackFile = join(project, `Pulumi.${name}.yaml`);
  const path = join(root, stackFile);
  if (!existsSync(path)) {
    return { problems: [{ file: stackFile, line: null, message: `is not there, and stack ${name} is followed` }] };
  }
  let config: ReturnType<typeof parseStackConfig>;
  try {
    config = parseStackConfig(readFileSync(path, "utf8"), projectName);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = /\bat line (\d+)/.exec(message)?.[1];
    return { problems: [{ file: stackFile, line: line === undefined ? null : Number(line), message }] };
  }
  return withConfig(config, () => {
    const { settings, problems: configProblems } = readDeploymentSettings();
    const tenantsFolder = resolve(root, project, settings?.tenants ?? "tenants");
    const rules = { plans: Object.keys(settings?.plans ?? {}), configVars: settings?.manifest?.configVars };
    const read = settings === undefined ? { tenants: [], problems: [] } : readTenants(tenantsFolder, rules);
    const places = { root, stackFile, tenantsFolder: relative(root, tenantsFolder) };
    return {
      stack: { name, project: projectName, tenants: read.tenants, tenantsFolder: places.tenantsFolder },
      problems: [...configProblems, ...credentialProblems(), ...read.problems]
        // Only the engine can say what a hidden value is; the preview will.
        .filter(({ what }) => !what.includes(`(it is ${JSON.stringify(hiddenValue)})`))
        .map((problem) => locateProblem(problem, places)),
    };
  });
}

/** The program's readers take the configuration from the SDK, where the engine puts it; here it is put there by hand. */
function withConfig<Result>({ values, secretKeys }: ReturnType<typeof parseStackConfig>, read: () => Result): Result {
  const before = pulumi.runtime.allConfig();
  pulumi.runtime.setAllConfig({ ...values }, [...secretKeys]);
  try {
    return read();
  } finally {
    pulumi.runtime.setAllConfig(before);
  }
}
