import { rmSync } from "node:fs";
import { join } from "node:path";
import { errorText } from "@marketplane/providers/error-text.ts";
import { deletionsAllowedVariable } from "../../../stacks/deleted-tenants.ts";
import type { CommitProblem, CommitResult } from "./commit-result.ts";
import { type DeletionPolicy, deletionProblem } from "./deletion-policy.ts";
import type { EngineRuns } from "./engine-runs.ts";
import { mendAfterDeath } from "./mend-after-death.ts";
import { type Packages, preparePackages } from "./prepare-packages.ts";
import { type DesiredStack, readDesiredState } from "./read-desired-state.ts";
import type { Commit, Repository } from "./repository.ts";
import { readStackConfig } from "./stack-config.ts";
import { previewStack, updateStack } from "./update-stack.ts";

export interface ReconcileOptions {
  readonly repository: Pick<Repository, "checkOut" | "commitsBetween">;
  /** Holds the commits' work folders. */
  readonly folder: string;
  /** Folder of Pulumi.yaml in the repository. */
  readonly project: string;
  /** The stacks that are followed; none means every stack that has a configuration file. */
  readonly stacks: readonly string[];
  readonly packages: Packages;
  readonly policy: DeletionPolicy;
  readonly engine: { readonly pulumi: string; readonly env: NodeJS.ProcessEnv; readonly runs: EngineRuns };
  /** Tenants that are declared elsewhere, too. */
  readonly declaredElsewhere: (stacks: readonly DesiredStack[], root: string) => Promise<readonly CommitProblem[]>;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/** A try of a commit, and what is known from before. */
export interface CommitTry {
  readonly commit: Commit;
  readonly attempt: number;
  /** The last commit that was applied as a whole. */
  readonly applied: string | undefined;
}

type Stage = CommitResult["stage"];

/** Ends a try: refused says that the commit is wrong, failed that it may go better another time. */
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
 * Brings the vendors to what a commit declares. Every stack is read, checked and previewed before the first one is
 * updated, so that a commit that is wrong anywhere changes nothing. Never throws: the result says what happened.
 */
export async function reconcileCommit(tried: CommitTry, options: ReconcileOptions): Promise<CommitResult> {
  const { commit, attempt } = tried;
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
    await previewAll(tried, stacks, work, options);
    await applyAll(stacks, work, options, updated);
    options.engine.runs.forgetOver();
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
    // It works in a folder that is about to be replaced.
    const message = `the engine's run of a watcher that was killed goes on (process ${running}); its end is waited for`;
    throw new CommitStoppedError("failed", "check-out", [{ file: null, line: null, message }]);
  }
  rmSync(work, { recursive: true, force: true });
  await orStop("check-out", () => repository.checkOut(commit.id, work));
  await orStop("packages", () => preparePackages(packages, { root: work, project, env: engine.env }));
}

async function validate(work: string, options: ReconcileOptions): Promise<readonly DesiredStack[]> {
  const { project, stacks } = options;
  const call = engineCall(work, options);
  const configOf = (stack: string) => readStackConfig(stack, call);
  const desired = await orStop("validate", () => readDesiredState({ root: work, project, stacks, configOf }));
  if (desired.problems.length > 0) {
    throw new CommitStoppedError("refused", "validate", desired.problems);
  }
  const doubles = await orStop("validate", () => options.declaredElsewhere(desired.stacks, work));
  if (doubles.length > 0) {
    throw new CommitStoppedError("refused", "validate", doubles);
  }
  return desired.stacks;
}

async function previewAll(
  { commit, applied }: CommitTry,
  stacks: readonly DesiredStack[],
  work: string,
  options: ReconcileOptions,
): Promise<void> {
  const { repository, policy } = options;
  const previews: Awaited<ReturnType<typeof previewStack>>[] = [];
  const { env, runs } = options.engine;
  for (const { name, project, tenants } of stacks) {
    const call = engineCall(work, options);
    await orStop("preview", () => mendAfterDeath({ stack: name, project, env }, runs), name);
    previews.push(await orStop("preview", () => previewStack(name, tenants.length, call), name));
  }
  const commits = await orStop("policy", () => repository.commitsBetween(applied, commit.id));
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
    const changes = await orStop("apply", () => updateStack(name, call, options.engine.runs), name);
    updated.push({ name, changes: { ...changes } });
  }
}

function engineCall(work: string, { engine, project, signal }: ReconcileOptions) {
  // The policy has judged what a commit deletes, by its message too, which the program does not know.
  const env = { ...engine.env, [deletionsAllowedVariable]: "true" };
  return { pulumi: engine.pulumi, env, cwd: join(work, project), signal };
}

/** Does one step; what it throws ends the try, to be repeated later. */
async function orStop<Result>(stage: Stage, step: () => Promise<Result>, stack?: string): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    throw new CommitStoppedError("failed", stage, [problemOf(error, stack)]);
  }
}

function problemOf(error: unknown, stack?: string): CommitProblem {
  const said = errorText(error);
  return { file: null, line: null, message: stack === undefined ? said : `stack ${stack}: ${said}` };
}
