import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { EngineRuns, lockHolders } from "../../../../src/fleet/gitops/engine-runs.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const host = hostname();
/** The id of a process that has exited. */
const dead = spawnSync("true").pid;

describe("the holders of a stack's lock", () => {
  it("are read from the engine's error, however many there are", () => {
    const complaint = [
      "error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the lock file",
      "  s3://states/.pulumi/locks/organization/fleet/production/a.json: created by root@vm-1 (pid 12) at 2026-11-22T08:00:00Z",
      "  s3://states/.pulumi/locks/organization/fleet/production/b.json: created by jane@vm-2 (pid 34) at 2026-11-22T08:01:00Z",
    ].join("\n");
    expect(lockHolders(complaint)).toEqual([
      { host: "vm-1", pid: 12 },
      { host: "vm-2", pid: 34 },
    ]);
    expect(lockHolders("error: no stack named 'x' found")).toEqual([]);
  });
});

describe("a lock", () => {
  it("is stale if one of our runs on that stack held it and died, even before a restart", async () => {
    const folder = await temporaryFolder();
    new EngineRuns(folder).begin("production", dead);
    const runs = new EngineRuns(folder);
    expect(runs.isLeftBehind("production", [{ host, pid: dead }])).toBe(true);
    runs.forgetEnded();
    expect(runs.isLeftBehind("production", [{ host, pid: dead }])).toBe(false);
  });

  it("is not ours if we did not start the run, on that stack, on this machine, or if one of several holders is not ours", async () => {
    const runs = new EngineRuns(await temporaryFolder());
    expect(runs.isLeftBehind("production", [{ host, pid: dead }])).toBe(false);
    runs.begin("production", dead);
    expect(runs.isLeftBehind("staging", [{ host, pid: dead }])).toBe(false);
    expect(runs.isLeftBehind("production", [{ host: "another", pid: dead }])).toBe(false);
    expect(
      runs.isLeftBehind("production", [
        { host, pid: dead },
        { host, pid: 1 },
      ]),
    ).toBe(false);
    expect(runs.isLeftBehind("production", [])).toBe(false);
  });

  it("is stale even if its process id was reused by another program", async () => {
    const runs = new EngineRuns(await temporaryFolder());
    runs.begin("production", process.pid);
    expect(runs.isLeftBehind("production", [{ host, pid: process.pid }])).toBe(process.platform === "linux");
  });
});
