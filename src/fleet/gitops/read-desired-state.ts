import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { credentialProblems } from "../../../stacks/credential-problems.ts";
import { readDeploymentSettings } from "../../../stacks/deployment-settings.ts";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import { checkTenants, type DeclaredTenant, type OpenTenants, openTenants } from "../../../stacks/read-tenants.ts";
import type { StackConfig } from "../../../stacks/stack-config.ts";
import { unknownSettingProblems } from "../../../stacks/unknown-settings.ts";
import type { CommitProblem } from "./commit-result.ts";
import { locateProblem, placeIn } from "./locate-problem.ts";
import { findProject, type ProjectFiles } from "./project-files.ts";
import { StackConfigError } from "./stack-config-error.ts";

/** One stack as a commit declares it. */
export interface DesiredStack {
  readonly name: string;
  /** The project's name. */
  readonly project: string;
  readonly tenants: readonly DeclaredTenant[];
  /** The tenants' folder, relative to the repository's root. */
  readonly tenantsFolder: string;
}

export interface DesiredState {
  readonly stacks: readonly DesiredStack[];
  readonly problems: readonly CommitProblem[];
}

export interface DesiredStateOptions {
  /** The folder with the checked-out commit. */
  readonly root: string;
  /** The folder of Pulumi.yaml, relative to `root`. */
  readonly project: string;
  /** The stacks to apply; empty means every stack with a configuration file. */
  readonly stacks: readonly string[];
  /** Reads a stack's configuration. Throws StackConfigError if the commit is wrong. */
  readonly configOf: (stack: string, files: ProjectFiles) => Promise<StackConfig>;
}

/** Reads everything that a commit declares with the program's own readers, without running its code. */
export async function readDesiredState(options: DesiredStateOptions): Promise<DesiredState> {
  const found = findProject(options.root, options.project);
  if ("problem" in found) {
    return { stacks: [], problems: [found.problem] };
  }
  const { files } = found;
  const names = options.stacks.length > 0 ? options.stacks : files.stacks;
  if (names.length === 0) {
    const message = `has no stack to reconcile: ${files.stackFileOf("<stack>")} does not exist`;
    return { stacks: [], problems: [{ file: files.projectFile, line: null, message }] };
  }
  const folders = new Map<string, OpenTenants>();
  const openFolder = (folder: string) => {
    const open = folders.get(folder) ?? openTenants(folder);
    folders.set(folder, open);
    return open;
  };
  const results: ReadStack[] = [];
  for (const name of names) {
    results.push(await readStack(name, { ...options, files, openFolder }));
  }
  return { stacks: results.flatMap(({ stack }) => stack ?? []), problems: withoutRepeats(results, files) };
}

/** Stacks that share files have the same problems. A problem of only some of them names its stack. */
function withoutRepeats(results: readonly ReadStack[], { stackFileOf }: ProjectFiles): CommitProblem[] {
  const found = new Map<string, { readonly problem: CommitProblem; readonly stacks: string[] }>();
  for (const { name, problems } of results) {
    for (const problem of problems) {
      const key = JSON.stringify(problem);
      const earlier = found.get(key);
      found.set(key, earlier ?? { problem, stacks: [] });
      found.get(key)?.stacks.push(name);
    }
  }
  const checked = results.filter(({ stack }) => stack !== undefined).length;
  return [...found.values()].map(({ problem, stacks }) =>
    stacks.length < checked && !stacks.some((stack) => problem.file === stackFileOf(stack))
      ? { ...problem, message: `${problem.message} (stack ${stacks.join(", ")})` }
      : problem,
  );
}

interface ReadStack {
  readonly name: string;
  readonly stack?: DesiredStack;
  readonly problems: readonly CommitProblem[];
}

interface StackOptions extends DesiredStateOptions {
  readonly files: ProjectFiles;
  readonly openFolder: (folder: string) => OpenTenants;
}

async function readStack(name: string, options: StackOptions): Promise<ReadStack> {
  const { root, files, configOf } = options;
  const stackFile = files.stackFileOf(name);
  if (!existsSync(join(root, stackFile))) {
    const message = `does not exist, but stack ${name} is selected`;
    return { name, problems: [{ file: stackFile, line: null, message }] };
  }
  // The engine's own message often names the line where a collection begins.
  const broken = readYaml(join(root, stackFile)).problems;
  if (broken.length > 0) {
    const problems = broken.map(({ position, what }) => ({ ...placeIn(stackFile, position), message: what }));
    return { name, problems: [...problems, ...tenantsAlone(options)] };
  }
  try {
    return readConfigured(name, await configOf(name, files), options);
  } catch (error) {
    if (!(error instanceof StackConfigError)) {
      throw error;
    }
    return { name, problems: [{ file: stackFile, line: null, message: error.message }] };
  }
}

/** The problems of each file in the usual folder, for a stack whose configuration cannot be read. */
function tenantsAlone({ root, project, files, openFolder }: StackOptions): CommitProblem[] {
  const folder = resolve(root, project, "tenants");
  const places = { root, files: [files.projectFile], tenantsFolder: relative(root, folder) };
  return openFolder(folder).files.flatMap(({ problems }) => problems.map((problem) => locateProblem(problem, places)));
}

/** Reads the tenants that a configuration describes, and checks both. */
function readConfigured(
  name: string,
  config: StackConfig,
  { root, project, files, openFolder }: StackOptions,
): ReadStack {
  const { values, secretKeys } = config;
  const { part, problems: configProblems } = readDeploymentSettings(config);
  const isHidden = (key: keyof typeof part) => secretKeys.includes(`marketplane:${key}`);
  const folder = resolve(root, project, part.tenants ?? "tenants");
  const isFolderKnown = !isHidden("tenants") && part.tenants !== undefined;
  const read = isFolderKnown
    ? checkTenants(openFolder(folder), {
        plans: isHidden("plans") ? undefined : part.plans && Object.keys(part.plans),
        configVars: isHidden("manifest") ? "any" : part.manifest?.configVars,
        ownNames: [part.cnameTarget, part.fallbackOrigin].flatMap((own) => (own ? [own.hostname] : [])),
        values,
      })
    : { tenants: [], parts: [], problems: [] };
  const tenantsFolder = relative(root, folder);
  const places = { root, files: [files.stackFileOf(name), files.projectFile], tenantsFolder };
  return {
    name,
    stack: { name, project: files.name, tenants: read.tenants, tenantsFolder },
    problems: [
      // Only the engine can decrypt a hidden value, so the preview checks it.
      ...configProblems.filter(({ where }) => !secretKeys.some((key) => where === `configuration ${key}`)),
      ...credentialProblems(config),
      ...unknownSettingProblems(config, read.parts),
      ...read.problems,
    ].map((problem) => locateProblem(problem, places)),
  };
}
