import { rmSync } from "node:fs";
import { join } from "node:path";
import { errorText } from "@marketplane/providers/error-text.ts";
import { deletionsAllowedVariable } from "../../../stacks/deleted-tenants.ts";
import type { CommitProblem, CommitResult } from "./commit-result.ts";
import { type DeletionPolicy, deletionProblem } from "./deletion-policy.ts";
import type { EngineRuns } from "./engine-runs.ts";
import { type Packages, preparePackages } from "./prepare-packages.ts";
import { type DesiredStack, readDesiredState } from "./read-desired-state.ts";
import { repairAfterKill } from "./repair-after-kill.ts";
import type { Commit, Repository } from "./repository.ts";
import { readStackConfig } from "./stack-config.ts";
import { previewStack, updateStack } from "./update-stack.ts";

export interface ReconcileOptions {
  readonly repository: Pick<Repository, "checkOut" | "commitsBetween">;
  /** Contains the commits' work folders. */
  readonly folder: string;
  /** The folder of Pulumi.yaml in the repository. */
  readonly project: string;
  /** The stacks to apply; empty means every stack with a configuration file. */
  readonly stacks: readonly string[];
  readonly packages: Packages;
  readonly policy: DeletionPolicy;
  readonly engine: { readonly pulumi: string; readonly env: NodeJS.ProcessEnv; readonly runs: EngineRuns };
  /** Finds tenants that are also declared elsewhere. */
  readonly declaredElsewhere: (stacks: readonly DesiredStack[], root: string) => Promise<readonly CommitProblem[]>;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/** An attempt to apply a commit. */
export interface CommitAttempt {
  readonly commit: Commit;
  readonly attempt: number;
  /** The last commit that was applied completely. */
  readonly applied: string | undefined;
}

type Stage = CommitResult["stage"];

/** Ends an attempt. refused: the commit is wrong; failed: a later attempt may succeed. */
class CommitStoppedError extends Error {
  readonly stage: Stage;
  readonly outcome: "refused" | "failed";
  readonly problems: readonly CommitProblem[];

  constructor(outcome: CommitStoppedError["outcome"], stage: Stage, problems: readonly CommitProblem[]) {
    super(`${outcome} at ${stage}`);
    this.outcome = outcome;
    this.stage = stage;
    this.problems = problems;
  }
}

/**
 * Applies a commit to the vendors. All stacks are read, checked and previewed before the first one is
 * updated, so a commit with any error changes nothing. Never throws: the result holds the outcome.
 */
export async function reconcileCommit(current: CommitAttempt, options: ReconcileOptions): Promise<CommitResult> {
  const { commit, attempt } = current;
  const startedAt = options.now();
  const work = join(options.folder, "work", commit.id);
  const updated: CommitResult["stacks"] = [];
  const end = (outcome: CommitResult["outcome"], stage: Stage, problems: readonly CommitProblem[]): CommitResult => ({
    commit: commit.id,
    subject: commit.message.split("\n")[0] ?? "",
    startedAt: startedAt.toISOString(),
    durationMs: Math.max(0, options.now().getTime() - startedAt.getTime()),
    outcome,
    stage,
    attempt,
    stacks: updated,
    problems: [...problems],
  });
  try {
    await prepare(commit, work, options);
    const stacks = await validate(work, options);
    await previewAll(current, stacks, work, options);
    await applyAll(stacks, work, options, updated);
    options.engine.runs.forgetEnded();
    const isChanged = updated.some(({ changes }) => Object.keys(changes).some((op) => op !== "same"));
    return end(isChanged ? "applied" : "unchanged", "apply", []);
  } catch (error) {
    if (error instanceof CommitStoppedError) {
      return end(error.outcome, error.stage, error.problems);
    }
    return end("failed", "apply", [problemOf(error)]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function prepare(commit: Commit, work: string, options: ReconcileOptions): Promise<void> {
  const { repository, packages, project, engine } = options;
  const [running] = engine.runs.stillRunning();
  if (running !== undefined) {
    // The running engine uses a work folder that would be replaced.
    const message = `an engine run of a killed watcher is still running (process ${running}); waiting for it to end`;
    throw new CommitStoppedError("failed", "check-out", [{ file: null, line: null, message }]);
  }
  rmSync(work, { recursive: true, force: true });
  await runStage("check-out", () => repository.checkOut(commit.id, work));
  await runStage("packages", () => preparePackages(packages, { root: work, project, env: engine.env }));
}

async function validate(work: string, options: ReconcileOptions): Promise<readonly DesiredStack[]> {
  const { project, stacks } = options;
  const call = engineCall(work, options);
  const configOf = (stack: string) => readStackConfig(stack, call);
  const desired = await runStage("validate", () => readDesiredState({ root: work, project, stacks, configOf }));
  if (desired.problems.length > 0) {
    throw new CommitStoppedError("refused", "validate", desired.problems);
  }
  const duplicates = await runStage("validate", () => options.declaredElsewhere(desired.stacks, work));
  if (duplicates.length > 0) {
    throw new CommitStoppedError("refused", "validate", duplicates);
  }
  return desired.stacks;
}

async function previewAll(
  { commit, applied }: CommitAttempt,
  stacks: readonly DesiredStack[],
  work: string,
  options: ReconcileOptions,
): Promise<void> {
  const { repository, policy } = options;
  const previews: Awaited<ReturnType<typeof previewStack>>[] = [];
  const { env, runs } = options.engine;
  for (const { name, project, tenants } of stacks) {
    const call = engineCall(work, options);
    await runStage("preview", () => repairAfterKill({ stack: name, project, env }, runs), name);
    previews.push(await runStage("preview", () => previewStack(name, tenants.length, call), name));
  }
  const commits = await runStage("policy", () => repository.commitsBetween(applied, commit.id));
  const messages = [commit, ...commits].map(({ message }) => message);
  const problem = deletionProblem(previews, policy, messages);
  if (problem !== undefined) {
    throw new CommitStoppedError("refused", "policy", [{ file: null, line: null, message: problem }]);
  }
}

async function applyAll(
  stacks: readonly DesiredStack[],
  work: string,
  options: ReconcileOptions,
  updated: CommitResult["stacks"],
): Promise<void> {
  for (const { name } of stacks) {
    const call = engineCall(work, options);
    const changes = await runStage("apply", () => updateStack(name, call, options.engine.runs), name);
    updated.push({ name, changes: { ...changes } });
  }
}

function engineCall(work: string, { engine, project, signal }: ReconcileOptions) {
  // The deletion policy was already checked here, with the commit messages that the program does not know.
  const env = { ...engine.env, [deletionsAllowedVariable]: "true" };
  return { pulumi: engine.pulumi, env, cwd: join(work, project), signal };
}

/** Runs one step. An error ends the attempt as failed, to be retried later. */
async function runStage<Result>(stage: Stage, step: () => Promise<Result>, stack?: string): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    throw new CommitStoppedError("failed", stage, [problemOf(error, stack)]);
  }
}

function problemOf(error: unknown, stack?: string): CommitProblem {
  const text = errorText(error);
  return { file: null, line: null, message: stack === undefined ? text : `stack ${stack}: ${text}` };
}
