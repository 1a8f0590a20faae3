import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readExample, root } from "../support/deploy.ts";
import { type Deployment, prepareDeployment } from "../support/deployment.ts";
import { describeWithEngine, engine } from "../support/engine.ts";
import { startReviewEmulator } from "../support/review-emulator.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Step {
  readonly name?: string;
  readonly run?: string;
}
type Workflow = { jobs: Record<string, { steps: Step[] }> };
type Pipeline = Record<string, { script: string[] }>;

const workflow = readExample("github/marketplane.yml") as unknown as Workflow;
const pipeline = readExample("gitlab/marketplane.gitlab-ci.yml") as unknown as Pipeline;

/** The shell scripts of a workflow's job after its set-up, as GitHub runs them: each by `bash -e`. */
function githubScripts(job: string): string[] {
  const steps = workflow.jobs[job]?.steps ?? [];
  return steps.filter(({ name }) => name !== "Engine").flatMap(({ run }) => run ?? []);
}

/**
 * The script of a pipeline's job, as GitLab runs it: one shell for all lines, which ends at the first
 * failure.
 */
function gitlabScript(job: string): string {
  return ["set -eo pipefail", ...(pipeline[job]?.script ?? [])].join("\n");
}

/** A checkout as a runner has it: the program, its packages, a commit, and the pipeline's stack. */
async function prepareRunner() {
  const deployment = await prepareDeployment();
  const { checkout, stack } = deployment;
  cpSync(join(root, "package-lock.json"), join(checkout, "package-lock.json"));
  // The emulated vendors had customers before marketplane.
  writeFileSync(join(checkout, ".marketplane-drift.yaml"), "severity:\n  - { kind: unmanaged, severity: note }\n");
  execFileSync("git", ["init", "--quiet"], { cwd: checkout });
  const temp = await temporaryFolder();
  const env = {
    ...stack.env,
    STACK: stack.name,
    RUNNER_TEMP: temp,
    GITHUB_STEP_SUMMARY: join(temp, "summary.md"),
    PATH: `${engine().bin}:${stack.env.PATH}`,
  };
  return { deployment, temp, env };
}

async function run(script: string, { checkout }: Deployment, env: Readonly<Record<string, string>>) {
  const child = spawn("bash", ["-e", "-c", script], { cwd: checkout, env });
  const chunks: unknown[] = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  child.stderr.on("data", (chunk) => chunks.push(chunk));
  const [status] = await once(child, "close");
  return { status, output: chunks.join("") };
}

function commit({ checkout }: Deployment, message: string): void {
  const identity = ["-c", "user.name=Jane", "-c", "user.email=jane@saasprovider.example"];
  execFileSync("git", [...identity, "commit", "--quiet", "--allow-empty", "--message", message], { cwd: checkout });
}

describeWithEngine("the example pipelines, on the real engine", () => {
  it("at GitHub preview in the pull request, apply merged commits, find drift, and refuse unapproved deletions", async () => {
    const { deployment, temp, env } = await prepareRunner();
    const { vendors, stack } = deployment;
    const host = await startReviewEmulator("a-github-token");
    const github = {
      ...env,
      GITHUB_TOKEN: "a-github-token",
      GITHUB_API_URL: host.url,
      GITHUB_REPOSITORY: "jane/fleet",
      GITHUB_REF: "refs/pull/7/merge",
    };
    const [preview = ""] = githubScripts("preview");
    for (const _push of [1, 2]) {
      const previewed = await run(preview, deployment, github);
      expect(previewed.status, previewed.output).toBe(0);
    }
    expect(host.comments.map(({ body }) => body.split("\n")[0])).toEqual([
      `<!-- marketplane:preview:${stack.name} -->`,
    ]);
    expect(host.comments[0]?.body).toMatch(/create `CustomHostname`|create \| `CustomHostname`/);
    expect(readFileSync(join(temp, "summary.md"), "utf8")).toBe(host.comments[0]?.body);
    expect((await vendors.calls()).filter(({ write }) => write)).toEqual([]);

    commit(deployment, "Two customers");
    for (const script of githubScripts("apply")) {
      const applied = await run(script, deployment, env);
      expect(applied.status, applied.output).toBe(0);
    }
    expect((await vendors.state()).cloudflare.zones[0]?.custom_hostnames).toHaveLength(4);
    const [drift = ""] = githubScripts("drift");
    expect((await run(drift, deployment, env)).status).toBe(0);

    const hostname = (await vendors.state()).cloudflare.zones[0]?.custom_hostnames[0];
    await vendors.cloudflare("DELETE", `/custom_hostnames/${hostname?.id}`);
    const drifted = await run(drift, deployment, env);
    expect(drifted.status, drifted.output).toBe(2);
    expect(drifted.output).toMatch(/^::(error|warning) file=/m);

    rmSync(join(stack.tenantsFolder, "globex.yaml"));
    commit(deployment, "One leaves");
    const [check = ""] = githubScripts("apply");
    const refused = await run(check, deployment, env);
    expect(refused.status).toBe(1);
    expect(refused.output).toMatch(/1 of 2 tenants.*"Marketplane-Approve-Deletions: \d+"/);
    const needed = /Marketplane-Approve-Deletions: \d+/.exec(refused.output)?.[0];
    commit(deployment, `One does leave\n\n${needed}`);
    expect((await run(check, deployment, env)).status).toBe(0);
    stack.remove();
  }, 900_000);

  it("at GitLab preview in the merge request with the file and line of a mistake, and apply merged commits", async () => {
    const { deployment, env } = await prepareRunner();
    const { vendors, stack } = deployment;
    const host = await startReviewEmulator("a-gitlab-token");
    const gitlab = {
      ...env,
      GITLAB_TOKEN: "a-gitlab-token",
      CI_API_V4_URL: host.url,
      CI_PROJECT_ID: "42",
      CI_MERGE_REQUEST_IID: "7",
    };
    stack.editTenant("acme.yaml", (yaml) => yaml.replace("plan: basic", "plan: gold"));
    const failed = await run(gitlabScript("preview"), deployment, gitlab);
    expect(failed.status, failed.output).toBe(1);
    expect(host.comments[0]?.body).toMatch(
      /preview failed[\s\S]*tenants\/acme\.yaml:4: plan: "gold" is not in marketplane:plans/,
    );

    stack.editTenant("acme.yaml", (yaml) => yaml.replace("plan: gold", "plan: basic"));
    const mended = await run(gitlabScript("preview"), deployment, gitlab);
    expect(mended.status, mended.output).toBe(0);
    expect(host.comments).toHaveLength(1);
    expect(host.comments[0]?.body).not.toContain("failed");
    expect((await vendors.calls()).filter(({ write }) => write)).toEqual([]);

    commit(deployment, "Two customers");
    const applied = await run(gitlabScript("apply"), deployment, env);
    expect(applied.status, applied.output).toBe(0);
    expect((await vendors.state()).cloudflare.zones[0]?.custom_hostnames).toHaveLength(4);
    const drift = await run(gitlabScript("drift"), deployment, env);
    expect(drift.status, drift.output).toBe(0);
    expect(readFileSync(join(deployment.checkout, "drift.xml"), "utf8")).toMatch(/<testsuites/);
    stack.remove();
  }, 900_000);
});

describe("the example pipelines", () => {
  it("give only the pull requests' job the right to write comments, and no job any more rights", () => {
    const example = readExample("github/marketplane.yml") as { permissions: unknown; jobs: Record<string, unknown> };
    expect(example.permissions).toEqual({ contents: "read" });
    const jobs = Object.entries(example.jobs).map(([name, job]) => [
      name,
      (job as { permissions?: unknown }).permissions,
    ]);
    expect(jobs).toEqual([
      ["preview", { contents: "read", "pull-requests": "write" }],
      ["apply", undefined],
      ["drift", undefined],
    ]);
  });

  it("put no GitHub expression into a shell script, which would execute its value", () => {
    const scripts = Object.keys(workflow.jobs).flatMap((job) =>
      workflow.jobs[job]?.steps.flatMap(({ run }) => run ?? []),
    );
    expect(scripts.filter((script) => script?.includes("${{"))).toEqual([]);
  });
});
