import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Counter } from "@prometheus-io/client";
import { expect, it } from "vitest";
import { type CommitState, createReporter } from "../../src/fleet/gitops/commit-status/commit-status.ts";
import { EngineRuns } from "../../src/fleet/gitops/engine-runs.ts";
import { createGitopsMetrics } from "../../src/fleet/gitops/gitops-metrics.ts";
import { reconcileCommit } from "../../src/fleet/gitops/reconcile-commit.ts";
import { Repository } from "../../src/fleet/gitops/repository.ts";
import { RepositoryWatcher } from "../../src/fleet/gitops/watch-repository.ts";
import { describeWithEngine } from "../support/engine.ts";
import { customersOf, type GitopsFixture, prepareGitops, tenantYaml } from "../support/gitops.ts";
import { silentLog } from "../support/silent-log.ts";

/** A watcher that reads the branch when the test says so, and the statuses that it set on commits. */
function watcherOf({ repository, folder, packages, pulumi, env }: GitopsFixture) {
  const url = repository.folder;
  const copy = new Repository({ url, branch: "main", folder, env, timeoutMs: 60_000 });
  const { signal } = new AbortController();
  const statuses: [string, CommitState, string][] = [];
  const failures = new Counter({ name: "failures", help: "none", registers: [] });
  const send = async (commit: string, { state, description }: { state: CommitState; description: string }) => {
    statuses.push([commit, state, description]);
  };
  const watcher = new RepositoryWatcher({
    repository: copy,
    names: { repository: url, branch: "main" },
    reconcile: (tried) =>
      reconcileCommit(tried, {
        repository: copy,
        folder,
        project: ".",
        stacks: [],
        packages: { kind: "link", folder: packages },
        policy: { shareMax: 0.2 },
        engine: { pulumi, env, runs: new EngineRuns(join(folder, "runs")) },
        declaredElsewhere: async () => [],
        signal,
        now: () => new Date(),
      }),
    statusFile: join(folder, "status.json"),
    pollMs: 60_000,
    reporter: createReporter({ send }, { log: silentLog, failures }),
    metrics: createGitopsMetrics(),
    log: silentLog,
    signal,
    now: () => new Date(),
  });
  return { watcher, statuses };
}

describeWithEngine("a branch as desired state, on the real engine", () => {
  it("applies valid commits, and changes nothing for one that is invalid, has conflicts or deletes too much", async () => {
    const gitops = await prepareGitops();
    const { repository, vendors, stackFile } = gitops;
    const { watcher, statuses } = watcherOf(gitops);
    const last = () => watcher.status.results[0];

    const ids = ["ada", "bob", "cy", "dee", "eve", "fay"];
    const first = repository.commit("Six customers", {
      "Pulumi.fleet.yaml": stackFile,
      ...Object.fromEntries(ids.map((id) => [`tenants/${id}.yaml`, tenantYaml(id)])),
    });
    await watcher.pass();
    expect(last()).toMatchObject({ commit: first, outcome: "applied", problems: [] });
    const good = await customersOf(vendors);
    expect(good.hostnames).toEqual(ids.map((id) => `www.${id}-shop.com`));
    const callsOfGood = (await vendors.calls()).length;

    const unparsable = repository.commit("A tab", {
      "tenants/ada.yaml": "id: ada\nplan: basic\nowner: {\n\tlogin: x\n",
    });
    await watcher.pass();
    expect(last()).toMatchObject({ commit: unparsable, outcome: "refused", stage: "validate" });
    expect(last()?.problems[0]).toMatchObject({ file: "tenants/ada.yaml", line: 4 });
    repository.revert();

    const clash = repository.commit("A hostname twice", {
      "tenants/bob.yaml": tenantYaml("bob", "www.ada-shop.com"),
    });
    await watcher.pass();
    expect(last()).toMatchObject({ commit: clash, outcome: "refused", stage: "validate" });
    expect(last()?.problems).toEqual([
      {
        file: "tenants/bob.yaml",
        line: 5,
        column: 5,
        message: 'hostnames.0.hostname: "www.ada-shop.com" is already in ada.yaml',
      },
    ]);
    repository.revert();
    expect((await vendors.calls()).length, "a refusal needs only reads").toBe(callsOfGood);

    const program = readFileSync(join(repository.folder, "stacks/index.ts"), "utf8");
    const broken = repository.commit("A program that throws", {
      "stacks/index.ts": `${program}\nthrow new Error("no such day");\n`,
    });
    await watcher.pass();
    expect(last()).toMatchObject({ commit: broken, outcome: "failed", stage: "preview" });
    expect(last()?.problems[0]?.message).toMatch(/^stack fleet: [\s\S]*no such day/);
    expect(await customersOf(vendors)).toEqual(good);
    repository.revert();

    const gone = { "tenants/eve.yaml": undefined, "tenants/fay.yaml": undefined };
    const deleting = repository.commit("Two customers leave", gone);
    await watcher.pass();
    expect(last()).toMatchObject({ commit: deleting, outcome: "refused", stage: "policy" });
    expect(last()?.problems[0]?.message).toMatch(/of 6 tenants of stack fleet.*"Marketplane-Approve-Deletions: \d+"/);
    expect(await customersOf(vendors)).toEqual(good);

    const needed = /Marketplane-Approve-Deletions: \d+/.exec(last()?.problems[0]?.message ?? "")?.[0];
    const approved = repository.commit(`They do leave\n\n${needed}`);
    await watcher.pass();
    expect(last()).toMatchObject({ commit: approved, outcome: "applied" });
    expect((await customersOf(vendors)).hostnames).toEqual(good.hostnames.slice(0, 4));

    repository.git("revert", "--no-edit", deleting);
    await watcher.pass();
    expect(last()).toMatchObject({ commit: repository.head, outcome: "applied" });
    expect(await customersOf(vendors), "a revert is the rollback").toEqual(good);

    await watcher.pass();
    expect(watcher.status.results, "a commit that is done with is not touched again").toHaveLength(7);
    expect(watcher.status).toEqual(JSON.parse(readFileSync(join(gitops.folder, "status.json"), "utf8")));
    expect(statuses.filter(([, state]) => state !== "pending").map(([commit, state]) => [commit, state])).toEqual([
      [first, "success"],
      [unparsable, "failure"],
      [clash, "failure"],
      [broken, "error"],
      [deleting, "failure"],
      [approved, "success"],
      [repository.head, "success"],
    ]);
  }, 900_000);
});
