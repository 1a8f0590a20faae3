import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { runProcess } from "../../engine/run-process.ts";
import { createPulumiProject, type PulumiProject } from "./pulumi-project.ts";
import type { TestSandbox } from "./sandbox.ts";

const root = join(import.meta.dirname, "../..");

/** A Pulumi project whose objects already exist in the sandbox. */
export interface AdoptionProject extends PulumiProject {
  /** Runs our command line in the project's folder; it must succeed. */
  marketplane(...args: readonly string[]): Promise<string>;
  /** The stack's state, as text. */
  state(): Promise<string>;
}

/** The variables that point our clients to the sandbox. */
export function credentialsOf({ ready }: TestSandbox): Record<string, string> {
  const { cloudflare, apifew, clevercloud, credentials } = ready;
  return {
    CLOUDFLARE_API_TOKEN: credentials.cloudflare.apiToken,
    CLOUDFLARE_BASE_URL: cloudflare,
    APIFEW_KEY: credentials.apifew.key,
    APIFEW_BASE_URL: apifew,
    CLEVERCLOUD_PROVIDER_ID: credentials.clevercloud.providerId,
    CLEVERCLOUD_PROVIDER_PASSWORD: credentials.clevercloud.password,
    CLEVERCLOUD_BASE_URL: clevercloud,
  };
}

export async function createAdoptionProject(
  sandbox: TestSandbox,
  files: Readonly<Record<string, string>>,
): Promise<AdoptionProject> {
  const variables = credentialsOf(sandbox);
  const common = {
    "Pulumi.yaml": "name: adoption\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.ts\n",
    "package.json": '{"name":"adoption","private":true,"type":"module"}\n',
  };
  const project = await createPulumiProject({ ...common, ...files }, variables);
  await symlink(join(root, "node_modules"), join(project.folder, "node_modules"));
  await project.succeed("stack", "init", "test");
  return {
    ...project,
    marketplane: async (...args) => {
      const options = { cwd: project.folder, env: { PATH: process.env.PATH, ...variables } };
      const end = await runProcess(process.execPath, [join(root, "src/cli/main.ts"), ...args], options);
      expect(end.code, end.stderr.join("\n")).toBe(0);
      return end.stdout.join("\n");
    },
    state: async () => (await project.succeed("stack", "export")).stdout,
  };
}

/** Every call that may have changed something at a vendor. */
export async function writesAt(sandbox: TestSandbox): Promise<unknown[]> {
  return (await sandbox.calls()).filter(({ write }) => write);
}
