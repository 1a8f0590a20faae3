import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { runProcess } from "../../engine/run-process.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startGithubIssues } from "../support/github-issues.ts";
import { type DriftDeployment, startDriftDeployment } from "../system/drift-deployment.ts";
import { handChanges } from "../system/drift-hand-changes.ts";

const deploy = join(import.meta.dirname, "../../deploy");
const timeoutMs = 600_000;

const Step = z.strictObject({
  name: z.string(),
  id: z.string().optional(),
  if: z.string().optional(),
  shell: z.literal("bash").optional(),
  "working-directory": z.string().optional(),
  env: z.record(z.string(), z.string()).default({}),
  run: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.string()).optional(),
});
/** https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax */
const Action = z.strictObject({
  name: z.string(),
  description: z.string(),
  inputs: z.record(z.string(), z.strictObject({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.strictObject({ using: z.literal("composite"), steps: z.array(Step) }),
});
const action = Action.parse(parse(readFileSync(join(deploy, "drift-action/action.yml"), "utf8")));
const Template = z.object({
  ".marketplane-drift": z.object({
    variables: z.record(z.string(), z.string()),
    script: z.array(z.string()),
    artifacts: z.object({ paths: z.array(z.string()), reports: z.record(z.string(), z.string()) }),
  }),
});
const template = Template.parse(parse(readFileSync(join(deploy, "gitlab/drift.gitlab-ci.yml"), "utf8")));

describe("the action", () => {
  it("passes inputs to its scripts only as variables, and refers only to existing files", () => {
    for (const { run, shell, uses } of action.runs.steps) {
      expect(run ?? "").not.toContain("${{");
      expect(run === undefined ? uses : shell).toBeTruthy();
    }
    const text = readFileSync(join(deploy, "drift-action/action.yml"), "utf8");
    const inputs = [...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name);
    expect(new Set(inputs)).toEqual(new Set(Object.keys(action.inputs)));
    const outputs = [...text.matchAll(/steps\.drift\.outputs\.(\w+)/g)].map(([, name]) => name ?? "");
    expect(outputs.filter((name) => !text.includes(`"${name}=`))).toEqual([]);
  });
});

/**
 * Runs the action's own scripts as a runner does: each in bash, with its expressions replaced by their
 * values.
 */
async function runAction(
  deployment: DriftDeployment,
  inputs: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>>,
) {
  const { checkout, stack } = deployment;
  const temp = mkdtempSync(join(tmpdir(), "marketplane-test-runner-"));
  const files = { GITHUB_OUTPUT: join(temp, "output"), GITHUB_STEP_SUMMARY: join(temp, "summary") };
  for (const file of Object.values(files)) {
    writeFileSync(file, "");
  }
  const outputs = () =>
    Object.fromEntries(
      readFileSync(files.GITHUB_OUTPUT, "utf8")
        .split("\n")
        .map((line) => line.split("=", 2)),
    );
  const contexts: Record<string, string> = { "github.token": variables.GITHUB_TOKEN ?? "" };
  const standsFor = (text: string): string =>
    text.replaceAll(/\$\{\{ (.+?) \}\}/g, (_whole, name: string) => {
      const input = name.startsWith("inputs.") ? name.slice("inputs.".length) : undefined;
      const given = input === undefined ? undefined : (inputs[input] ?? standsFor(action.inputs[input]?.default ?? ""));
      return contexts[name] ?? given ?? outputs()[name.split(".").at(-1) ?? ""] ?? "";
    });
  let code: number | null = 0;
  const printed: string[] = [];
  for (const { run, env } of action.runs.steps) {
    if (run === undefined || code !== 0) {
      continue;
    }
    const own = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, standsFor(value)]));
    const runner = { RUNNER_TEMP: temp, GITHUB_WORKSPACE: checkout, ...files };
    const end = await runProcess("bash", ["-eo", "pipefail", "-c", run], {
      cwd: checkout,
      env: { ...stack.env, ...variables, ...runner, ...own },
    });
    code = end.code;
    printed.push(...end.stdout, ...end.stderr);
  }
  return {
    code,
    text: printed.join("\n"),
    outputs: outputs(),
    summary: readFileSync(files.GITHUB_STEP_SUMMARY, "utf8"),
  };
}

describeWithEngine("drift in CI", () => {
  it(
    "annotates, keeps one issue for each finding, and fails while there is drift",
    async () => {
      const deployment = await startDriftDeployment();
      const { checkout, stack } = deployment;
      await deployment.up();
      await handChanges["metadata of shop"]?.(deployment);
      const github = await startGithubIssues();
      const command = `${process.execPath} ${join(checkout, "src/cli/main.ts")}`;
      const inputs = { stack: `${stack.name}\n`, command, "sync-issues": "true", "fail-on": "error" };

      const first = await runAction(deployment, inputs, github.variables);
      const again = await runAction(deployment, inputs, github.variables);

      for (const { code, text, outputs, summary } of [first, again]) {
        expect(code, text).toBe(2);
        expect(text).toMatch(/^::error file=.*acme\.yaml,line=\d+,title=drift%3A changed::/m);
        expect(outputs.result).toBe("drift");
        expect(summary).toContain("## Drift");
        expect(JSON.parse(readFileSync(outputs.sarif ?? "", "utf8")).version).toBe("2.1.0");
        expect(JSON.parse(readFileSync(outputs.report ?? "", "utf8")).result).toBe("drift");
      }
      expect(github.issues.map(({ state }) => state)).toEqual(["open"]);

      expect((await deployment.drift("--remediate", "--yes", "--fail-on", "error")).code).toBe(0);
      const remediated = await runAction(deployment, inputs, github.variables);
      expect(remediated.code, remediated.text).toBe(0);
      expect(github.issues.map(({ state }) => state)).toEqual(["closed"]);
      const unknown = await runAction(deployment, { ...inputs, stack: "no-such-stack" }, github.variables);
      expect(unknown).toMatchObject({ code: 1, outputs: { result: "error" } });
      stack.remove();
    },
    timeoutMs,
  );

  it(
    "produces GitLab's reports and the job's exit code",
    async () => {
      const deployment = await startDriftDeployment();
      const { checkout, stack } = deployment;
      await deployment.up();
      await handChanges["docs deleted"]?.(deployment);
      const { variables, script, artifacts } = template[".marketplane-drift"];
      const own = {
        MARKETPLANE_DRIFT_STACKS: stack.name,
        MARKETPLANE_COMMAND: `${process.execPath} ${join(checkout, "src/cli/main.ts")}`,
        CI_PROJECT_DIR: checkout,
      };

      const end = await runProcess("sh", ["-e", "-c", script.join("\n")], {
        cwd: checkout,
        env: { ...stack.env, ...variables, ...own },
      });

      expect(end.code, end.stderr.join("\n")).toBe(2);
      expect(readFileSync(join(checkout, artifacts.reports.junit ?? ""), "utf8")).toContain("<failure");
      const quality = JSON.parse(readFileSync(join(checkout, artifacts.reports.codequality ?? ""), "utf8"));
      expect(quality[0]).toMatchObject({ check_name: expect.stringMatching(/^drift\//), severity: "critical" });
      expect(readFileSync(join(checkout, artifacts.paths[0] ?? ""), "utf8")).toContain("## Drift");
      stack.remove();
    },
    timeoutMs,
  );
});
