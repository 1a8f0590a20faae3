import { setTimeout as delay } from "node:timers/promises";
import { errorText } from "@marketplane/providers/error-text.ts";
import type { Logger } from "pino";
import { type CommitResult, problemText, resultText } from "./commit-result.ts";
import type { CommitStatusReporter } from "./commit-status/commit-status.ts";
import type { GitopsMetrics } from "./gitops-metrics.ts";
import { firstRetryDelayMsMax, nextTurn } from "./next-turn.ts";
import type { CommitTry } from "./reconcile-commit.ts";
import type { Commit } from "./repository.ts";
import { type GitopsStatus, readStatus, withResult, writeStatus } from "./status-file.ts";

export interface WatchOptions {
  readonly repository: { newest(): Promise<Commit> };
  /** The repository and branch as the status names them. */
  readonly names: Pick<GitopsStatus, "repository" | "branch">;
  readonly reconcile: (tried: CommitTry) => Promise<CommitResult>;
  readonly statusFile: string;
  /** How often the branch is looked at without being told. */
  readonly pollMs: number;
  readonly reporter: CommitStatusReporter;
  readonly metrics: GitopsMetrics;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Waits, for that long at most; the tests' own clock replaces it. */
  readonly wait?: (forMs: number, signal: AbortSignal) => Promise<unknown>;
}

/** Follows a branch: always its newest commit, one at a time. */
export class RepositoryWatcher {
  readonly #options: WatchOptions;
  #status: GitopsStatus;
  /** What became of the newest commit in this process; a new process looks at it anew. */
  #last: { readonly result: CommitResult; readonly endedAtMs: number } | undefined;
  #alarm = new AbortController();

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#status = readStatus(options.statusFile, options.names);
  }

  get status(): GitopsStatus {
    return this.#status;
  }

  /** Looks at the branch now rather than when the next poll is due. */
  wake(): void {
    this.#alarm.abort();
  }

  /** Follows the branch until the signal says to stop; a try that is under way ends first. */
  async run(): Promise<void> {
    const { signal, wait = sleep } = this.#options;
    while (!signal.aborted) {
      this.#alarm = new AbortController();
      // Whoever wakes it from here on means a commit that the fetch below may have missed.
      const alarm = AbortSignal.any([signal, this.#alarm.signal]);
      const forMs = await this.turn();
      if (forMs > 0 && !alarm.aborted) {
        await wait(forMs, alarm);
      }
    }
  }

  /** Fetches, tries the newest commit if there is a reason to, and tells how long to wait after it. */
  async turn(): Promise<number> {
    const { pollMs, now, reporter, log } = this.#options;
    const commit = await this.#fetch();
    if (commit === undefined) {
      return Math.min(pollMs, firstRetryDelayMsMax);
    }
    const sinceLastMs = now().getTime() - (this.#last?.endedAtMs ?? 0);
    const turn = nextTurn(commit.id, this.#last?.result, { sinceLastMs, pollMs });
    if (turn.kind === "wait") {
      await reporter.flush();
      return turn.forMs;
    }
    log.info({ commit: commit.id, attempt: turn.attempt }, "reconciling");
    await reporter.report(commit.id, { state: "pending", description: "marketplane is reconciling this commit" });
    const applied = this.#status.applied?.commit;
    const result = await this.#options.reconcile({ commit, attempt: turn.attempt, applied });
    this.#last = { result, endedAtMs: now().getTime() };
    await this.#tell(result);
    // Something may have been pushed meanwhile.
    return 0;
  }

  async #fetch(): Promise<Commit | undefined> {
    const { repository, log, metrics, now } = this.#options;
    try {
      const commit = await repository.newest();
      const isNew = this.#status.newest?.commit !== commit.id;
      if (isNew || this.#status.fetchProblem !== null) {
        const newest = isNew ? { commit: commit.id, at: now().toISOString() } : this.#status.newest;
        this.#write({ ...this.#status, newest, fetchProblem: null });
      }
      metrics.behind.set(this.#status.applied?.commit === commit.id ? 0 : 1);
      return commit;
    } catch (error) {
      const fetchProblem = errorText(error);
      metrics.fetchFailures.inc();
      log.error({ problem: fetchProblem }, "the repository cannot be read");
      this.#write({ ...this.#status, fetchProblem });
      return undefined;
    }
  }

  async #tell(result: CommitResult): Promise<void> {
    const { log, metrics, reporter, now } = this.#options;
    const { commit, outcome, stage, stacks, durationMs, attempt, problems } = result;
    this.#write(withResult(this.#status, result, now().toISOString()));
    const isFine = outcome === "applied" || outcome === "unchanged";
    const fields = { commit, outcome, stage, stacks, durationMs, attempt, problems: problems.map(problemText) };
    log[isFine ? "info" : "error"](fields, isFine ? "the commit is applied" : "the commit is not applied");
    metrics.runs.observe({ outcome }, durationMs / 1000);
    metrics.behind.set(isFine ? 0 : 1);
    if (isFine) {
      metrics.appliedAt.set(now().getTime() / 1000);
    }
    const state = isFine ? "success" : outcome === "refused" ? "failure" : "error";
    await reporter.report(commit, { state, description: resultText(result) });
  }

  #write(status: GitopsStatus): void {
    this.#status = status;
    writeStatus(this.#options.statusFile, status);
  }
}

function sleep(forMs: number, signal: AbortSignal): Promise<unknown> {
  return delay(forMs, undefined, { signal }).catch(() => undefined);
}
