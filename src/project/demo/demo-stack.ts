import { randomBytes } from "node:crypto";
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { vendorVariablePrefixes } from "@marketplane/providers/vendor-accounts.ts";
import { engineEnvironment } from "../../../engine/environment.ts";
import type { Engine } from "../../../engine/find-engine.ts";
import { runPulumi } from "../../../engine/run-pulumi.ts";
import type { EmulatedVendors } from "./emulated-vendors.ts";
import { type EngineRun, type EngineRunOptions, runEngine } from "./engine-run.ts";

/** A stack of the root Pulumi.yaml in a separate backend, so that nothing of the user's is changed. */
export class DemoStack {
  readonly name: string;
  /** Contains the backend, the passphrase, the tenants and the engine's logs. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #root: string;
  readonly #pulumi: string;
  readonly #signal: AbortSignal;

  constructor(options: { root: string; engine: Engine; pluginFolder: string | undefined; signal: AbortSignal }) {
    const { root, engine, pluginFolder, signal } = options;
    this.name = `demo-${randomBytes(3).toString("hex")}`;
    this.folder = join(root, ".marketplane", this.name);
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const env = engineEnvironment({ engine, withheld: vendorVariablePrefixes, home: this.folder });
    this.env = pluginFolder ? { ...env, PATH: `${pluginFolder}${delimiter}${env.PATH}` } : env;
    this.#root = root;
    this.#pulumi = join(engine.bin, "pulumi");
    this.#signal = signal;
  }

  /** The stack's configuration file. Pulumi requires it in the folder of Pulumi.yaml. */
  get configFile(): string {
    return join(this.#root, `Pulumi.${this.name}.yaml`);
  }

  get tenantsFolder(): string {
    return join(this.folder, "tenants");
  }

  /**
   * Creates the stack with the example's configuration and tenants, and with the sandbox's credentials as
   * secrets.
   */
  async init(vendors: EmulatedVendors): Promise<void> {
    await this.#must(["stack", "init", this.name]);
    const example = join(this.#root, "examples/deployment");
    cpSync(join(example, "tenants"), this.tenantsFolder, { recursive: true });
    const config = readFileSync(join(example, "config.yaml"), "utf8")
      .replaceAll("http://sandbox", vendors.origin)
      .replace(/^marketplane:tenants:.*$/m, `marketplane:tenants: .marketplane/${this.name}/tenants`);
    const indented = config.replaceAll(/^(?=.)/gm, "  ");
    appendFileSync(this.configFile, `config:\n${indented}`);
    const { cloudflare, apifew, clevercloud } = vendors.ready.credentials;
    const secrets = {
      "cloudflare:apiToken": cloudflare.apiToken,
      "apifew:key": apifew.key,
      "clevercloud:password": clevercloud.password,
    };
    for (const [key, value] of Object.entries(secrets)) {
      // Over standard input, because every user of the machine could read an argument.
      await this.#must(["config", "set", "--secret", key, "--stack", this.name], value);
    }
  }

  run(args: readonly string[], onProgress: EngineRunOptions["onProgress"]): Promise<EngineRun> {
    return runEngine(args, { ...this.#where, stack: this.name, folder: this.folder, onProgress });
  }

  /** Changes a tenant's file, as an engineer would. */
  editTenant(file: string, edit: (yaml: string) => string): void {
    const path = join(this.tenantsFolder, file);
    writeFileSync(path, edit(readFileSync(path, "utf8")));
  }

  /** Deletes the stack without destroying it, because its vendors are emulated and end with the demo. */
  remove(): void {
    rmSync(this.configFile, { force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #where() {
    return { pulumi: this.#pulumi, cwd: this.#root, env: this.env, signal: this.#signal };
  }

  async #must(args: readonly string[], input = ""): Promise<void> {
    const { stderr, exitCode } = await runPulumi(args, this.#where, { input });
    if (exitCode !== 0) {
      throw new Error(`pulumi ${args.join(" ")} failed:\n${stderr}`);
    }
  }
}
