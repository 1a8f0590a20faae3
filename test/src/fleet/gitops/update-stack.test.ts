import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { EngineRuns } from "../../../../src/fleet/gitops/engine-runs.ts";
import { previewStack, updateStack } from "../../../../src/fleet/gitops/update-stack.ts";
import { type FakePulumi, fakePulumi, printing } from "../../../support/fake-pulumi.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const digest = printing({ steps: [], changeSummary: { same: 3 } });
const summary = printing({ summaryEvent: { resourceChanges: { same: 2, create: 1 } } });
/** The id of a process that has exited. */
const dead = spawnSync("true").pid;
const locked = (pid: number) =>
  `echo "error: the stack is currently locked by 1 lock(s)." >&2; ` +
  `echo "  postgres://jane:hunter2@db/states/a.json: created by root@${hostname()} (pid ${pid}) at 2026-11-22T08:00:00Z" >&2; exit 1`;

async function prepare({ pulumi }: FakePulumi) {
  const folder = await temporaryFolder();
  const { signal } = new AbortController();
  return { call: { pulumi, cwd: folder, env: process.env, signal }, runs: new EngineRuns(folder), folder };
}

describe("a stack's preview", () => {
  it("counts the existing resources", async () => {
    const { call } = await prepare(await fakePulumi({ "preview old": digest }));
    expect((await previewStack("old", 0, call)).present).toBe(3);
  });

  it("fails with the errors of the program and the engine", async () => {
    const diagnostics = [
      { severity: "warning", message: "warning: mind the step" },
      { severity: "error", message: "error: acme.yaml, plan: is required\n" },
    ];
    const fake = await fakePulumi({
      "preview a": `${printing({ diagnostics })}; exit 1`,
      "preview b": "echo broken >&2; exit 255",
    });
    const { call } = await prepare(fake);
    await expect(previewStack("a", 0, call)).rejects.toThrow(/^acme\.yaml, plan: is required$/);
    await expect(previewStack("b", 0, call)).rejects.toThrow(/^broken$/);
  });
});

describe("a stack's update", () => {
  it("returns the resource counts, and leaves no record of its run", async () => {
    const { call, runs, folder } = await prepare(await fakePulumi({ "up fleet": summary }));
    expect(await updateStack("fleet", call, runs)).toEqual({ same: 2, create: 1 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("removes a stale lock of one of our runs once, and continues", async () => {
    const fake = await fakePulumi({ "up fleet": `[ "$COUNT" = 0 ] && { ${locked(dead)}; }; ${summary}` });
    const { call, runs } = await prepare(fake);
    runs.begin("fleet", dead);
    expect(await updateStack("fleet", call, runs)).toEqual({ same: 2, create: 1 });
    expect(fake.calls()).toEqual(["up fleet", "cancel fleet", "up fleet"]);
  });

  it("leaves a lock of others alone, and names its holder without the address of the state", async () => {
    const fake = await fakePulumi({ "up fleet": locked(dead) });
    const { call, runs } = await prepare(fake);
    const error = await updateStack("fleet", call, runs).catch(String);
    expect(error).toContain(`created by root@${hostname()} (pid ${dead})`);
    expect(error).not.toContain("hunter2");
    expect(fake.calls()).toEqual(["up fleet"]);
  });

  it("fails with the engine's errors without colour marks", async () => {
    const event = {
      diagnosticEvent: { severity: "error", message: "<{%reset%}>error: apifew answered 503<{%reset%}>\n" },
    };
    const { call, runs } = await prepare(await fakePulumi({ "up fleet": `${printing(event)}; exit 1` }));
    await expect(updateStack("fleet", call, runs)).rejects.toThrow(/^apifew answered 503$/);
  });
});
