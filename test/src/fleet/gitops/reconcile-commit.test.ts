import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { EngineRuns } from "../../../../src/fleet/gitops/engine-runs.ts";
import { type CommitAttempt, reconcileCommit } from "../../../../src/fleet/gitops/reconcile-commit.ts";
import { fakePulumi, printing } from "../../../support/fake-pulumi.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const stackFile = `config:
  marketplane:zoneId: 5a4db0c0ffee00000000000000000001
  marketplane:fallbackOrigin: { hostname: proxy-fallback.saasprovider.com, content: 203.0.113.10 }
  marketplane:cnameTarget: { hostname: customers.saasprovider.com }
  marketplane:plans: { basic: { pricingUid: ABC } }
`;
const files = { "Pulumi.yaml": "name: fleet\n", "Pulumi.one.yaml": stackFile, "Pulumi.two.yaml": stackFile };
const setting = (value: unknown) => ({
  value: typeof value === "string" ? value : JSON.stringify(value),
  secret: false,
});
const configured = printing({
  "marketplane:zoneId": setting("5a4db0c0ffee00000000000000000001"),
  "marketplane:fallbackOrigin": setting({ hostname: "proxy-fallback.saasprovider.com", content: "203.0.113.10" }),
  "marketplane:cnameTarget": setting({ hostname: "customers.saasprovider.com" }),
  "marketplane:plans": setting({ basic: { pricingUid: "ABC" } }),
});
const asked = ["config one", "config two"];
const same = printing({ steps: [], changeSummary: { same: 9 } });
const deleting = printing({
  steps: ["a", "b", "c"].map((name) => ({ op: "delete", urn: `urn:pulumi:one::fleet::x:y:Z::${name}` })),
  changeSummary: { same: 7, delete: 3 },
});
const updated = printing({ summaryEvent: { resourceChanges: { same: 8, create: 1 } } });
const commit = { id: "a".repeat(40), message: "Change the fleet\n\nbecause" };

async function prepare(
  answers: Readonly<Record<string, string>>,
  messages: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
) {
  const folder = await temporaryFolder();
  const fake = await fakePulumi({ "config one": configured, "config two": configured, ...answers });
  const runs = new EngineRuns(join(folder, "runs"));
  const stop = new AbortController();
  const run = (tried: Partial<CommitAttempt> = {}) =>
    reconcileCommit(
      { commit, attempt: 1, applied: undefined, ...tried },
      {
        repository: {
          checkOut: async (_commit, work) => {
            mkdirSync(join(work, "tenants"), { recursive: true });
            for (const [name, text] of Object.entries(files)) {
              writeFileSync(join(work, name), text);
            }
          },
          commitsBetween: async () => messages.map((message) => ({ id: "b", message })),
        },
        folder,
        project: ".",
        stacks: [],
        packages: { kind: "present" },
        policy: { shareMax: 0.2 },
        engine: { pulumi: fake.pulumi, env: { ...process.env, ...variables }, runs },
        declaredElsewhere: async () => [],
        signal: stop.signal,
        now: () => new Date("2026-11-22T08:00:00Z"),
      },
    );
  return { run, fake, folder, runs };
}

describe("a commit", () => {
  it("is applied stack by stack after all were previewed, and leaves no work folder", async () => {
    const { run, fake, folder } = await prepare({
      "preview one": same,
      "preview two": same,
      "up one": updated,
      "up two": updated,
    });
    const changes = { same: 8, create: 1 };
    expect(await run()).toEqual({
      commit: commit.id,
      subject: "Change the fleet",
      startedAt: "2026-11-22T08:00:00.000Z",
      durationMs: 0,
      outcome: "applied",
      stage: "apply",
      attempt: 1,
      stacks: [
        { name: "one", changes },
        { name: "two", changes },
      ],
      problems: [],
    });
    expect(fake.calls()).toEqual([...asked, "preview one", "preview two", "up one", "up two"]);
    expect(existsSync(join(folder, "work", commit.id))).toBe(false);
  });

  it("changes no stack if the last one cannot be previewed", async () => {
    const { run, fake } = await prepare({ "preview one": same, "preview two": "echo broken >&2; exit 1" });
    const message = "stack two: broken";
    expect(await run()).toMatchObject({ outcome: "failed", stage: "preview", problems: [{ message }] });
    expect(fake.calls()).toEqual([...asked, "preview one", "preview two"]);
  });

  it("changes nothing if it deletes too much, unless it or a commit since the last applied one approves", async () => {
    const answers = { "preview one": deleting, "preview two": same, "up one": updated, "up two": updated };
    const refused = await prepare(answers, ["x\n\nMarketplane-Approve-Deletions: 2"]);
    expect(await refused.run()).toMatchObject({ outcome: "refused", stage: "policy" });
    expect(refused.fake.calls()).toEqual([...asked, "preview one", "preview two"]);
    const approved = await prepare(answers, ["x\n\nMarketplane-Approve-Deletions: 3"]);
    expect(await approved.run()).toMatchObject({ outcome: "applied" });
  });

  it("lists the updated stacks if it fails halfway", async () => {
    const { run } = await prepare({
      "preview one": same,
      "preview two": same,
      "up one": updated,
      "up two": "echo no >&2; exit 1",
    });
    const result = await run();
    expect(result).toMatchObject({ outcome: "failed", stage: "apply", stacks: [{ name: "one" }] });
    expect(result.problems).toEqual([{ file: null, line: null, message: "stack two: no" }]);
  });

  it("waits for the engine run of a killed watcher, whose folder it would replace", async () => {
    const lasting = await fakePulumi({ "up one": "exec 3<&0; read -r line <&3" });
    const child = spawn(lasting.pulumi, ["up", "--stack", "one"], { stdio: ["pipe", "ignore", "ignore"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const { run, runs, fake } = await prepare({});
    runs.begin("one", child.pid ?? 0);
    const result = await run();
    expect(result).toMatchObject({ outcome: "failed", stage: "check-out" });
    expect(result.problems[0]?.message).toContain(`process ${child.pid}`);
    expect(fake.calls()).toEqual([]);
  });

  it("is applied to a stack whose run was killed while writing the state, and the run's record is deleted", async () => {
    const backend = await temporaryFolder();
    const attributes = join(backend, ".pulumi/stacks/fleet/one.json.attrs");
    mkdirSync(dirname(attributes), { recursive: true });
    writeFileSync(attributes, "");
    const { run, runs } = await prepare(
      {
        "preview one": `[ -e '${attributes}' ] && { echo 'failed to load checkpoint: EOF' >&2; exit 255; }; ${same}`,
        "preview two": same,
        "up one": updated,
        "up two": updated,
      },
      [],
      { PULUMI_BACKEND_URL: pathToFileURL(backend).href },
    );
    runs.begin("one", spawnSync("true").pid);
    expect(await run()).toMatchObject({ outcome: "applied", problems: [] });
    expect(runs.hasDied("one")).toBe(false);
  });
});
