import { setTimeout as delay } from "node:timers/promises";
import { errorText } from "@marketplane/providers/error-text.ts";
import type { Logger } from "pino";
import { type CommitResult, problemText, resultText } from "./commit-result.ts";
import type { CommitStatusReporter } from "./commit-status/commit-status.ts";
import type { GitopsMetrics } from "./gitops-metrics.ts";
import { firstRetryDelayMsMax, nextPass } from "./next-pass.ts";
import type { CommitAttempt } from "./reconcile-commit.ts";
import type { Commit } from "./repository.ts";
import { type GitopsStatus, readStatus, withResult, writeStatus } from "./status-file.ts";

export interface WatchOptions {
  readonly repository: { newest(): Promise<Commit> };
  /** The repository and branch as written in the status. */
  readonly names: Pick<GitopsStatus, "repository" | "branch">;
  readonly reconcile: (attempt: CommitAttempt) => Promise<CommitResult>;
  readonly statusFile: string;
  /** Interval between fetches without a webhook. */
  readonly pollMs: number;
  readonly reporter: CommitStatusReporter;
  readonly metrics: GitopsMetrics;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Waits for at most this long; replaced in tests. */
  readonly wait?: (forMs: number, signal: AbortSignal) => Promise<unknown>;
}

/** Applies the newest commit of a branch, one at a time. */
export class RepositoryWatcher {
  readonly #options: WatchOptions;
  #status: GitopsStatus;
  /** The result of the newest commit in this process; a new process checks the commit again. */
  #last: { readonly result: CommitResult; readonly endedAtMs: number } | undefined;
  #wakeup = new AbortController();

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#status = readStatus(options.statusFile, options.names);
  }

  get status(): GitopsStatus {
    return this.#status;
  }

  /** Fetches the branch now instead of at the next poll. */
  wake(): void {
    this.#wakeup.abort();
  }

  /** Watches the branch until the signal is aborted; a running attempt finishes first. */
  async run(): Promise<void> {
    const { signal, wait = sleep } = this.#options;
    while (!signal.aborted) {
      this.#wakeup = new AbortController();
      // A wake-up from here on may concern a commit that the fetch below misses.
      const wakeup = AbortSignal.any([signal, this.#wakeup.signal]);
      const forMs = await this.pass();
      if (forMs > 0 && !wakeup.aborted) {
        await wait(forMs, wakeup);
      }
    }
  }

  /** Fetches the branch, applies the newest commit if it is due, and returns how long to wait afterwards. */
  async pass(): Promise<number> {
    const { pollMs, now, reporter, log } = this.#options;
    const commit = await this.#fetch();
    if (commit === undefined) {
      return Math.min(pollMs, firstRetryDelayMsMax);
    }
    const sinceLastMs = now().getTime() - (this.#last?.endedAtMs ?? 0);
    const next = nextPass(commit.id, this.#last?.result, { sinceLastMs, pollMs });
    if (next.kind === "wait") {
      await reporter.flush();
      return next.forMs;
    }
    log.info({ commit: commit.id, attempt: next.attempt }, "reconciling");
    await reporter.report(commit.id, { state: "pending", description: "marketplane is reconciling this commit" });
    const applied = this.#status.applied?.commit;
    const result = await this.#options.reconcile({ commit, attempt: next.attempt, applied });
    this.#last = { result, endedAtMs: now().getTime() };
    await this.#report(result);
    // Another commit may have been pushed in the meantime.
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
      log.error({ problem: fetchProblem }, "could not read the repository");
      this.#write({ ...this.#status, fetchProblem });
      return undefined;
    }
  }

  async #report(result: CommitResult): Promise<void> {
    const { log, metrics, reporter, now } = this.#options;
    const { commit, outcome, stage, stacks, durationMs, attempt, problems } = result;
    this.#write(withResult(this.#status, result, now().toISOString()));
    const isFine = outcome === "applied" || outcome === "unchanged";
    const fields = { commit, outcome, stage, stacks, durationMs, attempt, problems: problems.map(problemText) };
    log[isFine ? "info" : "error"](fields, isFine ? "commit applied" : "commit not applied");
    metrics.attempts.observe({ outcome }, durationMs / 1000);
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
