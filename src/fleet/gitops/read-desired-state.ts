import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { credentialProblems } from "../../../stacks/credential-problems.ts";
import { readDeploymentSettings } from "../../../stacks/deployment-settings.ts";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import { type DeclaredTenant, readTenants } from "../../../stacks/read-tenants.ts";
import { unknownSettingProblems } from "../../../stacks/unknown-settings.ts";
import type { CommitProblem } from "./commit-result.ts";
import { locateProblem } from "./locate-problem.ts";
import { findProject, type ProjectFiles } from "./project-files.ts";
import { type StackConfig, StackConfigError } from "./stack-config.ts";

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
  /** The stacks that are followed; none means every stack that has a configuration file. */
  readonly stacks: readonly string[];
  /** The engine's answer for a stack. Throws StackConfigError where the commit is wrong. */
  readonly configOf: (stack: string) => Promise<StackConfig>;
}

/** Reads everything that a commit declares, with the readers of the program itself, and runs nothing of it. */
export async function readDesiredState(options: DesiredStateOptions): Promise<DesiredState> {
  const found = findProject(options.root, options.project);
  if ("problem" in found) {
    return { stacks: [], problems: [found.problem] };
  }
  const { files } = found;
  const names = options.stacks.length > 0 ? options.stacks : files.stacks;
  if (names.length === 0) {
    const message = `has no stack to reconcile: ${files.stackFileOf("<stack>")} is not there`;
    return { stacks: [], problems: [{ file: files.projectFile, line: null, message }] };
  }
  const results: ReadStack[] = [];
  for (const name of names) {
    results.push(await readStack(name, files, options));
  }
  return { stacks: results.flatMap(({ stack }) => stack ?? []), problems: results.flatMap(({ problems }) => problems) };
}

interface ReadStack {
  readonly stack?: DesiredStack;
  readonly problems: readonly CommitProblem[];
}

async function readStack(name: string, files: ProjectFiles, options: DesiredStateOptions): Promise<ReadStack> {
  const stackFile = files.stackFileOf(name);
  if (!existsSync(join(options.root, stackFile))) {
    return { problems: [{ file: stackFile, line: null, message: `is not there, and stack ${name} is followed` }] };
  }
  try {
    const config = await options.configOf(name);
    return withConfig(config, () => readConfigured(name, files, config, options));
  } catch (error) {
    if (!(error instanceof StackConfigError)) {
      throw error;
    }
    // Go's reader of YAML often names the line where the collection begins.
    const [ours] = readYaml(join(options.root, stackFile)).problems;
    const message = ours?.what ?? error.message;
    return { problems: [{ file: stackFile, line: ours?.position?.line ?? null, message }] };
  }
}

/** Reads the tenants by the configuration that the SDK has at the moment, and checks both. */
function readConfigured(
  name: string,
  files: ProjectFiles,
  { secretKeys }: StackConfig,
  { root, project }: DesiredStateOptions,
): ReadStack {
  const { part, problems: configProblems } = readDeploymentSettings();
  const isHidden = (key: keyof typeof part) => secretKeys.includes(`marketplane:${key}`);
  const folder = resolve(root, project, part.tenants ?? "tenants");
  const isFolderKnown = !isHidden("tenants") && part.tenants !== undefined;
  const read = isFolderKnown
    ? readTenants(folder, {
        plans: isHidden("plans") ? undefined : part.plans && Object.keys(part.plans),
        configVars: isHidden("manifest") ? "any" : part.manifest?.configVars,
        ownNames: [part.cnameTarget, part.fallbackOrigin].flatMap((own) => (own ? [own.hostname] : [])),
      })
    : { tenants: [], parts: [], problems: [] };
  const tenantsFolder = relative(root, folder);
  const places = { root, files: [files.stackFileOf(name), files.projectFile], tenantsFolder };
  return {
    stack: { name, project: files.name, tenants: read.tenants, tenantsFolder },
    problems: [
      // Only the engine can say what a hidden value is; the preview will.
      ...configProblems.filter(({ where }) => !secretKeys.some((key) => where === `configuration ${key}`)),
      ...credentialProblems(),
      ...unknownSettingProblems(read.parts),
      ...read.problems,
    ].map((problem) => locateProblem(problem, places)),
  };
}

/** The program's readers take the configuration from the SDK, where the engine puts it; here it is put there by hand. */
function withConfig<Result>({ values, secretKeys }: StackConfig, read: () => Result): Result {
  const before = pulumi.runtime.allConfig();
  pulumi.runtime.setAllConfig({ ...values }, [...secretKeys]);
  try {
    return read();
  } finally {
    pulumi.runtime.setAllConfig(before);
  }
}
