import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { credentialProblems } from "../../../stacks/credential-problems.ts";
import { readDeploymentSettings } from "../../../stacks/deployment-settings.ts";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import { type DeclaredTenant, readTenants } from "../../../stacks/read-tenants.ts";
import type { StackConfig } from "../../../stacks/stack-config.ts";
import { unknownSettingProblems } from "../../../stacks/unknown-settings.ts";
import type { CommitProblem } from "./commit-result.ts";
import { locateProblem } from "./locate-problem.ts";
import { findProject, type ProjectFiles } from "./project-files.ts";
import { StackConfigError } from "./stack-config.ts";

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
  /** Fetches a stack's configuration from the engine. Throws StackConfigError if the commit is wrong. */
  readonly configOf: (stack: string) => Promise<StackConfig>;
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
    return { problems: [{ file: stackFile, line: null, message: `does not exist, but stack ${name} is selected` }] };
  }
  try {
    const config = await options.configOf(name);
    return readConfigured(name, files, config, options);
  } catch (error) {
    if (!(error instanceof StackConfigError)) {
      throw error;
    }
    // Prefer our YAML reader's position: Go's often names the line where the collection begins.
    const [ours] = readYaml(join(options.root, stackFile)).problems;
    const message = ours?.what ?? error.message;
    return { problems: [{ file: stackFile, line: ours?.position?.line ?? null, message }] };
  }
}

/** Reads the tenants that a configuration describes, and checks both. */
function readConfigured(
  name: string,
  files: ProjectFiles,
  config: StackConfig,
  { root, project }: DesiredStateOptions,
): ReadStack {
  const { values, secretKeys } = config;
  const { part, problems: configProblems } = readDeploymentSettings(config);
  const isHidden = (key: keyof typeof part) => secretKeys.includes(`marketplane:${key}`);
  const folder = resolve(root, project, part.tenants ?? "tenants");
  const isFolderKnown = !isHidden("tenants") && part.tenants !== undefined;
  const read = isFolderKnown
    ? readTenants(folder, {
        plans: isHidden("plans") ? undefined : part.plans && Object.keys(part.plans),
        configVars: isHidden("manifest") ? "any" : part.manifest?.configVars,
        ownNames: [part.cnameTarget, part.fallbackOrigin].flatMap((own) => (own ? [own.hostname] : [])),
        values,
      })
    : { tenants: [], parts: [], problems: [] };
  const tenantsFolder = relative(root, folder);
  const places = { root, files: [files.stackFileOf(name), files.projectFile], tenantsFolder };
  return {
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
