import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { vendorVariablePrefixes } from "@marketplane/providers/vendor-accounts.ts";
import { engineEnvironment } from "../engine/environment.ts";
import { runPulumi } from "../engine/run-pulumi.ts";
import type { BenchContext } from "./bench-case.ts";

export type Program = "empty" | "hostnames" | "nothing" | "serialised" | "native-typescript" | `native-yaml-${string}`;

export interface BenchStackOptions {
  readonly program: Program;
  readonly name: string;
  readonly config?: Readonly<Record<string, string | number>>;
  /** Such as the vendor's address and credentials. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Folders to put on PATH, such as a language host's. */
  readonly path?: readonly string[];
}

/** A stack of one of bench/programs, in a backend of this run. */
export class BenchStack {
  readonly #name: string;
  readonly #program: Program;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #path: readonly string[];
  readonly #context: BenchContext;

  private constructor(context: BenchContext, { program, name, variables = {}, path = [] }: BenchStackOptions) {
    this.#context = context;
    this.#program = program;
    this.#name = name;
    this.#variables = variables;
    this.#path = path;
  }

  /** The folder of this run's copy of bench/programs. */
  static copyPrograms(context: BenchContext): string {
    const programs = join(context.folder, "programs");
    if (!existsSync(programs)) {
      cpSync(join(context.root, "bench/programs"), programs, { recursive: true });
    }
    return programs;
  }

  static async make(context: BenchContext, options: BenchStackOptions): Promise<BenchStack> {
    const { name, config = {} } = options;
    const stack = new BenchStack(context, options);
    mkdirSync(stack.#home, { recursive: true });
    BenchStack.copyPrograms(context);
    const lines = Object.entries(config).map(([key, value]) => `  bench:${key}: ${JSON.stringify(String(value))}\n`);
    writeFileSync(join(stack.cwd, `Pulumi.${name}.yaml`), lines.length === 0 ? "" : `config:\n${lines.join("")}`);
    await stack.run(["stack", "init", name]);
    return stack;
  }

  /** Runs `pulumi <args>` and returns its duration in seconds. Throws with the output if it fails. */
  async run(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<number> {
    const { engine, signal } = this.#context;
    const env = this.environment(variables);
    const isInit = args[0] === "stack" && args[1] === "init";
    const flags = isInit ? [] : ["--stack", this.#name];
    const started = performance.now();
    const { stdout, stderr, exitCode } = await runPulumi([...args, ...flags], {
      pulumi: join(engine.bin, "pulumi"),
      cwd: this.cwd,
      env,
      signal,
    });
    const seconds = (performance.now() - started) / 1000;
    signal.throwIfAborted();
    if (exitCode !== 0) {
      throw new Error(`pulumi ${args.join(" ")} on ${this.#program} ended with ${exitCode}:\n${stdout}\n${stderr}`);
    }
    return seconds;
  }

  up(variables?: Readonly<Record<string, string>>): Promise<number> {
    return this.run(["up", "--yes", "--skip-preview"], variables);
  }

  refresh(variables?: Readonly<Record<string, string>>): Promise<number> {
    return this.run(["refresh", "--yes", "--skip-preview"], variables);
  }

  preview(): Promise<number> {
    return this.run(["preview"]);
  }

  /** Imports this as the stack's state. */
  async importState(state: object): Promise<void> {
    const file = join(this.#context.folder, `${this.#name}-state.json`);
    writeFileSync(file, JSON.stringify(state));
    await this.run(["stack", "import", "--file", file]);
  }

  /** The environment that a process needs to work on this stack. */
  environment(variables: Readonly<Record<string, string>> = {}): Record<string, string> {
    const all = { ...this.#variables, ...variables };
    const { engine } = this.#context;
    const env = engineEnvironment({ engine, withheld: vendorVariablePrefixes, home: this.#home, variables: all });
    return { ...env, PATH: [...this.#path, env.PATH ?? ""].join(delimiter) };
  }

  /** The state, as the backend's file contains it. */
  readState(): string {
    const stacks = join(this.#home, "state/.pulumi/stacks", `bench-${this.#program}`);
    return readFileSync(join(stacks, `${this.#name}.json`), "utf8");
  }

  get #home(): string {
    return join(this.#context.folder, "engine");
  }

  get name(): string {
    return this.#name;
  }

  get cwd(): string {
    return join(this.#context.folder, "programs", this.#program);
  }
}
