import { Counter } from "@prometheus-io/client";
import { describe, expect, it } from "vitest";
import { chooseHost } from "../../../../../src/fleet/gitops/commit-status/choose-host.ts";
import { type CommitStatus, createReporter } from "../../../../../src/fleet/gitops/commit-status/commit-status.ts";
import { silentLog } from "../../../../support/silent-log.ts";
import { startStatusEmulator } from "./status-emulator.ts";

const commit = "a".repeat(40);
const repository = "https://git.example/jane/fleet.git";
const choice = { repository, project: undefined, token: "a-status-token", context: "marketplane/main" };
const pending: CommitStatus = { state: "pending", description: "begun" };
const refused: CommitStatus = { state: "failure", description: `refused:\n${"long ".repeat(100)}` };

describe("a commit's status", () => {
  it("is sent to GitHub with its state names and length limit, for the project of the repository's URL", async () => {
    const { github, taken } = await startStatusEmulator();
    const host = chooseHost({ ...choice, kind: "github", api: `${github}/` });
    for (const state of ["pending", "success", "failure", "error"] as const) {
      await host.send(commit, { ...refused, state });
    }
    expect(taken.map(({ state }) => state)).toEqual(["pending", "success", "failure", "error"]);
    expect(taken[2]).toMatchObject({ commit, label: "marketplane/main" });
    expect(taken[2]?.description).toMatch(/^refused: long .*…$/);
  });

  it("is sent to GitLab with its state names, and a state that GitLab already has is not a failure", async () => {
    const { gitlab, taken } = await startStatusEmulator();
    const host = chooseHost({ ...choice, kind: "gitlab", api: gitlab });
    await host.send(commit, pending);
    await host.send(commit, pending);
    await host.send(commit, refused);
    expect(taken.map(({ state, label }) => [state, label])).toEqual([
      ["running", "marketplane/main"],
      ["failed", "marketplane/main"],
    ]);
  });

  it("is reported without the token if the host rejects it", async () => {
    const { github } = await startStatusEmulator();
    const host = chooseHost({ ...choice, kind: "github", api: github, token: "a-wrong-token" });
    const error = await host.send(commit, pending).catch(String);
    expect(error).toMatch(/failed with status 401.*Bad credentials/);
    expect(error).not.toContain("a-wrong-token");
  });

  it("is sent again with the latest state if the host did not accept it, and delays nothing", async () => {
    const { github, taken, failures } = await startStatusEmulator();
    const counter = new Counter({ name: "failures", help: "none", registers: [] });
    const host = chooseHost({ ...choice, kind: "github", api: github });
    const reporter = createReporter(host, { log: silentLog, failures: counter });
    failures.push(503, 502);
    await reporter.report(commit, pending);
    await reporter.report(commit, { state: "success", description: "applied" });
    expect(taken).toEqual([]);
    await reporter.flush();
    await reporter.flush();
    expect(taken.map(({ state }) => state)).toEqual(["success"]);
    expect((await counter.get()).values[0]?.value).toBe(2);
  });
});

describe("a host of commit statuses", () => {
  it("requires a token and a project, and names the option or variable for each", () => {
    expect(() => chooseHost({ ...choice, kind: "github", api: undefined, token: "" })).toThrow(
      /MARKETPLANE_STATUS_TOKEN/,
    );
    const folder = { ...choice, kind: "gitlab" as const, api: undefined, repository: "/srv/fleet" };
    expect(() => chooseHost(folder)).toThrow(/--report-project/);
  });
});
