import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { Engine } from "../../../engine/find-engine.ts";
import { runProcess } from "../../../engine/run-process.ts";
import { startSandbox } from "../../tools/sandbox/server.ts";
import { startLocalRegistry } from "./local-registry.ts";

const stepTimeoutMs = 600_000;

export interface SmokeTest {
  /** The repository, whose installed packages the registry serves. */
  readonly root: string;
  readonly engine: Engine;
  readonly tarballs: readonly string[];
  /** Receives the SBOM of what a user has installed. */
  readonly sbom: string;
  readonly onStep: (step: string, seconds: number) => void;
}

/** Installs the packages in an empty folder with an empty home, and takes a new project through its life. */
export async function smokeTest({ root, engine, tarballs, sbom, onStep }: SmokeTest): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "marketplane-release-"));
  const [home, served, state] = ["home", "registry", "state"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await Promise.all([home, served, state].map((path) => mkdir(path)));
  const registry = await startLocalRegistry(root, tarballs, served);
  const sandbox = await startSandbox({ port: 0, timeScale: 20, seed: { apifew: { defaults: false, pricings } } });
  const { cloudflare, apifew, credentials } = sandbox.ready;
  const npm = dirname((await runProcess("which", ["npm"])).stdout[0] ?? "");
  const env = {
    HOME: home,
    PATH: [dirname(process.execPath), npm, engine.bin, "/usr/bin", "/bin"].join(delimiter),
    npm_config_registry: registry.url,
    CLOUDFLARE_BASE_URL: cloudflare,
    CLOUDFLARE_API_TOKEN: credentials.cloudflare.apiToken,
    APIFEW_BASE_URL: apifew,
    APIFEW_KEY: credentials.apifew.key,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "smoke test",
  };
  const step = async (name: string, cwd: string, [command = "", ...args]: readonly string[]) => {
    const started = performance.now();
    const end = await runProcess(command, args, { cwd, env, timeoutMs: stepTimeoutMs });
    if (end.code !== 0) {
      throw new Error(`the smoke test failed at ${name}:\n${[...end.stdout, ...end.stderr].join("\n")}`);
    }
    onStep(name, (performance.now() - started) / 1000);
    return end.stdout.join("\n");
  };
  const project = join(folder, "my-saas");
  const marketplane = (name: string, ...args: readonly string[]) =>
    step(name, project, ["npx", "marketplane", ...args, "--stack", "dev"]);
  try {
    await step("create", folder, ["npm", "create", "--yes", "marketplane", "my-saas"]);
    await step("install", project, ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"]);
    // `npm sbom` refuses a project without a version.
    await step("version", project, ["npm", "pkg", "set", "version=0.0.0"]);
    await writeFile(sbom, await step("sbom", project, ["npm", "sbom", "--sbom-format", "cyclonedx"]));
    await step("stack init", project, ["npx", "marketplane", "pulumi", "stack", "init", "dev"]);
    await marketplane("validate", "validate");
    await marketplane("up", "pulumi", "up", "--yes", "--skip-preview");
    await marketplane("drift", "drift");
    await marketplane("destroy", "pulumi", "destroy", "--yes", "--skip-preview");
  } finally {
    await sandbox.close();
    registry.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const pricings = [
  { uid: "ABCDEF1234567890", name: "monthly_10", revisions: [{ rev: 21, features: ["read_report"] }], counters: [] },
];
