import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import type { CommitResult } from "../../../../src/fleet/gitops/commit-result.ts";
import type { CommitState } from "../../../../src/fleet/gitops/commit-status/commit-status.ts";
import { createGitopsMetrics } from "../../../../src/fleet/gitops/gitops-metrics.ts";
import type { CommitAttempt } from "../../../../src/fleet/gitops/reconcile-commit.ts";
import { gitopsStatusSchema } from "../../../../src/fleet/gitops/status-file.ts";
import { RepositoryWatcher } from "../../../../src/fleet/gitops/watch-repository.ts";
import { root } from "../../../support/deploy.ts";
import { silentLog } from "../../../support/silent-log.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const startMs = Date.parse("2026-11-22T08:00:00Z");

/** A watcher of a branch that the test moves, with its own clock; the test decides how commits end. */
async function prepare(folder?: string) {
  const statusFile = join(folder ?? (await temporaryFolder()), "status.json");
  const state = { newest: "a", nowMs: startMs, outcome: "applied" as CommitResult["outcome"], fetchError: "" };
  const tries: CommitAttempt[] = [];
  const statuses: [string, CommitState][] = [];
  const waits: number[] = [];
  const stop = new AbortController();
  const metrics = createGitopsMetrics();
  const nothing = (): unknown => undefined;
  const hooks = { onTry: nothing, onWait: nothing, onFetch: nothing };
  const watcher = new RepositoryWatcher({
    repository: {
      newest: async () => {
        hooks.onFetch();
        if (state.fetchError) {
          throw new Error(state.fetchError);
        }
        return { id: state.newest, message: `Commit ${state.newest}` };
      },
    },
    names: { repository: "/srv/fleet", branch: "main" },
    reconcile: async (tried) => {
      tries.push(tried);
      hooks.onTry();
      const { outcome } = state;
      const problems = outcome === "failed" ? [{ file: null, line: null, message: "no response" }] : [];
      const facts = { commit: tried.commit.id, subject: tried.commit.message, attempt: tried.attempt };
      const startedAt = new Date(state.nowMs).toISOString();
      return { ...facts, startedAt, durationMs: 5, outcome, stage: "apply", stacks: [], problems };
    },
    statusFile,
    pollMs: 60_000,
    reporter: {
      report: async (commit, { state: word }) => void statuses.push([commit, word]),
      flush: async () => undefined,
    },
    metrics,
    log: silentLog,
    signal: stop.signal,
    now: () => new Date(state.nowMs),
    wait: async (forMs) => {
      waits.push(forMs);
      state.nowMs += forMs;
      await hooks.onWait();
    },
  });
  return { watcher, state, tries, statuses, waits, stop, metrics, hooks, statusFile };
}

describe("a watcher", () => {
  it("applies only the newest commit, and fetches again after each attempt", async () => {
    const { watcher, state, tries, waits, stop, hooks } = await prepare();
    const pushed = ["c"];
    hooks.onTry = () => {
      state.newest = pushed.shift() ?? state.newest;
    };
    hooks.onWait = () => stop.abort();
    state.newest = "b";
    await watcher.run();
    expect(tries.map(({ commit }) => commit.id)).toEqual(["b", "c"]);
    expect(waits).toEqual([60_000]);
    expect(watcher.status.applied?.commit).toBe("c");
  });

  it("passes the last applied commit on, so that approvals since then count", async () => {
    const { watcher, state, tries } = await prepare();
    await watcher.pass();
    state.outcome = "refused";
    state.newest = "b";
    await watcher.pass();
    state.newest = "c";
    await watcher.pass();
    expect(tries.map(({ applied }) => applied)).toEqual([undefined, "a", "a"]);
  });

  it("retries a failed commit after a delay, and applies a new one immediately", async () => {
    const { watcher, state, tries } = await prepare();
    state.outcome = "failed";
    expect(await watcher.pass()).toBe(0);
    expect(await watcher.pass()).toBe(60_000);
    state.nowMs += 60_000;
    await watcher.pass();
    state.newest = "b";
    await watcher.pass();
    expect(tries.map(({ commit, attempt }) => [commit.id, attempt])).toEqual([
      ["a", 1],
      ["a", 2],
      ["b", 1],
    ]);
  });

  it("fetches again immediately if it is woken during a fetch", async () => {
    const { watcher, waits, stop, hooks } = await prepare();
    await watcher.pass();
    const fetches = [() => watcher.wake(), () => stop.abort()];
    hooks.onFetch = () => fetches.shift()?.();
    await watcher.run();
    expect(fetches).toEqual([]);
    expect(waits).toEqual([]);
  });

  it("reports in status and metrics that the repository cannot be read, and clears that when it can", async () => {
    const { watcher, state, metrics } = await prepare();
    state.fetchError = "could not resolve host";
    expect(await watcher.pass()).toBe(60_000);
    expect(watcher.status.fetchProblem).toBe("could not resolve host");
    expect((await metrics.fetchFailures.get()).values[0]?.value).toBe(1);
    state.fetchError = "";
    await watcher.pass();
    expect(watcher.status.fetchProblem).toBeNull();
  });

  it("reports a status at the start and at the end of every attempt", async () => {
    const { watcher, state, statuses, metrics } = await prepare();
    await watcher.pass();
    for (const [newest, outcome] of [
      ["b", "refused"],
      ["c", "failed"],
      ["d", "unchanged"],
    ] as const) {
      Object.assign(state, { newest, outcome });
      await watcher.pass();
    }
    expect(statuses).toEqual([
      ["a", "pending"],
      ["a", "success"],
      ["b", "pending"],
      ["b", "failure"],
      ["c", "pending"],
      ["c", "error"],
      ["d", "pending"],
      ["d", "success"],
    ]);
    expect((await metrics.behind.get()).values[0]?.value).toBe(0);
  });

  it("remembers the applied commit after a restart, and checks the newest commit again", async () => {
    const folder = await temporaryFolder();
    await (await prepare(folder)).watcher.pass();
    const again = await prepare(folder);
    expect(again.watcher.status.applied?.commit).toBe("a");
    await again.watcher.pass();
    expect(again.tries).toMatchObject([{ applied: "a", attempt: 1 }]);
  });
});

describe("the status file", () => {
  it("matches its published schema, which is up to date", async () => {
    const published = readFileSync(join(root, "docs/schemas/gitops-status.schema.json"), "utf8");
    expect(published, "stale: run `npm run docs`").toBe(gitopsStatusSchema());
    const { watcher, state, statusFile } = await prepare();
    await watcher.pass();
    Object.assign(state, { newest: "b", outcome: "failed" });
    await watcher.pass();
    const ajv = new Ajv2020();
    addFormats.default(ajv);
    const validate = ajv.compile(JSON.parse(published));
    const written = JSON.parse(readFileSync(statusFile, "utf8"));
    expect([validate(written), validate.errors]).toEqual([true, null]);
    expect(validate({ ...written, version: 2 })).toBe(false);
  });
});
