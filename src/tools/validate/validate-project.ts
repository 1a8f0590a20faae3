import { existsSync } from "node:fs";
import { join } from "node:path";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import { checkOffline } from "../../core/config/check-offline.ts";
import {
  type ValidationProblem,
  type ValidationReport,
  validationReportVersion,
} from "../../core/model/validation-report.ts";
import { checkPolicy, policyFileName } from "../../fleet/drift/read-policy.ts";
import { readFileConfig } from "../../fleet/gitops/file-config.ts";
import { type DesiredState, readDesiredState } from "../../fleet/gitops/read-desired-state.ts";
import { checkProject, type ProjectCheck } from "./check-project.ts";

/** What to check in a project's folder. Paths are relative to it. */
export interface ValidationOptions {
  readonly folder: string;
  /** The stacks to check; empty means every stack with a configuration file. */
  readonly stacks: readonly string[];
  /** The control plane's configuration; by default marketplane.yaml, if it exists. */
  readonly config?: string | undefined;
  /** The drift policy; by default .marketplane-drift.yaml, if it exists. */
  readonly policy?: string | undefined;
}

/** The default name of the control plane's configuration. */
const configFileName = "marketplane.yaml";

/**
 * Checks every file that a project declares, by the readers that the program, GitOps, the control plane and
 * drift scans use. Needs no engine, credentials or network.
 */
export async function validateProject(options: ValidationOptions): Promise<ValidationReport> {
  const config = optionalFile(options.folder, options.config, configFileName);
  const policy = optionalFile(options.folder, options.policy, policyFileName);
  const project = checkProject(options.folder);
  const isProjectExpected = project.file !== undefined || config === undefined;
  const state = isProjectExpected ? await readState(options) : { stacks: [], problems: [] };
  const problems = [
    ...project.problems,
    ...stateProblems(state, project),
    ...(config === undefined ? [] : configProblems(options.folder, config)),
    ...(policy === undefined ? [] : policyProblems(options.folder, policy)),
  ];
  return {
    version: validationReportVersion,
    result: problems.length === 0 ? "valid" : "invalid",
    files: [project.file, ...project.stackFiles, config, policy].filter((file) => file !== undefined),
    stacks: state.stacks.map(({ name }) => name),
    tenants: new Set(state.stacks.flatMap(({ tenants }) => tenants.map(({ declaration }) => declaration.id))).size,
    problems,
  };
}

function optionalFile(folder: string, given: string | undefined, usual: string): string | undefined {
  return given ?? (existsSync(join(folder, usual)) ? usual : undefined);
}

function readState({ folder, stacks }: ValidationOptions): Promise<DesiredState> {
  return readDesiredState({
    root: folder,
    project: ".",
    stacks,
    configOf: async (stack, files) => readFileConfig(stack, files, folder),
  });
}

function stateProblems(
  { problems }: DesiredState,
  { file: projectFile, stackFiles }: ProjectCheck,
): ValidationProblem[] {
  const kindOf = (file: string) => {
    if (file === (projectFile ?? "Pulumi.yaml")) {
      return "project";
    }
    return stackFiles.includes(file) || /(^|\/)Pulumi\.[^/]+$/.test(file) ? "stack" : "tenant";
  };
  return problems.map(({ file, line, column, message }) => {
    const named = file ?? projectFile ?? "Pulumi.yaml";
    return { kind: kindOf(named), file: named, line, column: column ?? null, message };
  });
}

function configProblems(folder: string, file: string): ValidationProblem[] {
  return checkOffline(readYaml(join(folder, file))).map(({ key, position, what }) => ({
    kind: "control-plane",
    ...placeOf(file, position),
    message: key === "" ? what : `${key}: ${what}`,
  }));
}

function policyProblems(folder: string, file: string): ValidationProblem[] {
  const { problems = [] } = checkPolicy(readYaml(join(folder, file)));
  return problems.map(({ position, what }) => ({ kind: "drift-policy", ...placeOf(file, position), message: what }));
}

function placeOf(file: string, position: { readonly line: number; readonly column: number } | undefined) {
  return { file, line: position?.line ?? null, column: position?.column ?? null };
}
