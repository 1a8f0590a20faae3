import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { validateProject } from "../../../../src/tools/validate/validate-project.ts";
import { hasDatabase } from "../../../support/database.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const main = join(import.meta.dirname, "../../../../src/cli/main.ts");

function init(folder: string, ...args: string[]) {
  const end = spawnSync(process.execPath, [main, "init", folder, ...args], { encoding: "utf8" });
  return { status: end.status, stdout: end.stdout, stderr: end.stderr };
}

describe("marketplane init", () => {
  it.each([
    [[]],
    [["--marketplace", "clevercloud", "--git", "github"]],
    [["--marketplace", "clevercloud", "cloudflare-app", "--git", "gitlab", "--no-control-plane"]],
    [["--domain", "acme-saas.com", "--zone", "023e105f4ecef8ad9ca31a8372d0c353", "--marketplace", "cloudflare-app"]],
    [["--fallback-origin", "origin.saasprovider.com", "--control-plane"]],
  ])("with %j writes a valid project, and says which files", async (args) => {
    const folder = join(await temporaryFolder(), "My SaaS");
    const { status, stdout, stderr } = init(folder, ...args);
    expect([status, stderr]).toEqual([0, ""]);
    const report = await validateProject({ folder, stacks: [] });
    expect(report).toMatchObject({ result: "valid", stacks: ["dev"], tenants: 1, problems: [] });
    const isServed =
      args.some((arg) => /^--(marketplace|control-plane)$/.test(arg)) && !args.includes("--no-control-plane");
    expect(report.files.includes("marketplane.yaml")).toBe(isServed);
    for (const [, file = ""] of stdout.matchAll(/^wrote (.+)$/gm)) {
      expect(existsSync(file), file).toBe(true);
    }
    expect(stdout).toContain("npm run dev");
    expect(readFileSync(join(folder, "tenants/acme.yaml"), "utf8")).toMatch(/^# yaml-language-server: \$schema=\.\.\//);
    expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).toMatchObject({ name: "my-saas" });
  });

  it("replaces no file without asking, and then writes nothing", async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, "Pulumi.yaml"), "name: mine\n");
    expect(init(folder)).toMatchObject({ status: 1, stderr: expect.stringContaining("Pulumi.yaml already exist in") });
    expect(readFileSync(join(folder, "Pulumi.yaml"), "utf8")).toBe("name: mine\n");
    expect(existsSync(join(folder, "package.json"))).toBe(false);
  });

  it("refuses a choice that does not exist, with those that do", async () => {
    const folder = await temporaryFolder();
    expect(init(folder, "--git", "gitea").stderr).toContain(
      '--git: must be one of github, gitlab, none (it is "gitea")',
    );
  });

  it("writes a pipeline that is valid YAML, checks files first, and uses only packages", async () => {
    for (const [git, file] of [
      ["github", ".github/workflows/marketplane.yml"],
      ["gitlab", ".gitlab-ci.yml"],
    ] as const) {
      const folder = join(await temporaryFolder(), git);
      init(folder, "--git", git);
      const text = readFileSync(join(folder, file), "utf8");
      expect(parse(text)).toHaveProperty(git === "github" ? "jobs.validate" : "validate");
      expect(text).not.toMatch(/engine\/run\.mjs|src\/cli/);
    }
  });
});

describe("marketplane dev", () => {
  it.skipIf(!hasDatabase)(
    "serves the control plane of a new project against its own sandbox",
    async () => {
      const folder = join(await temporaryFolder(), "saas");
      init(folder, "--marketplace", "clevercloud", "cloudflare-app");
      const args = [main, "dev", "--port", "0", "--sandbox-port", "0"];
      const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
      onTestFinished(async () => {
        child.kill("SIGTERM");
        await once(child, "close");
      });
      const [line] = await once(createInterface({ input: child.stdout }), "line");
      const { url } = JSON.parse(String(line));
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      const variables = readFileSync(join(folder, ".marketplane/sandbox.env"), "utf8");
      expect(variables).toMatch(/^CLOUDFLARE_BASE_URL='http:\/\/127\.0\.0\.1:\d+\//m);
    },
    120_000,
  );
});
