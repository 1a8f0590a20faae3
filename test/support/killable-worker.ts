import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ReconcilerHarness } from "./reconciler-harness.ts";
import { configText } from "./service-context.ts";

const program = join(import.meta.dirname, "worker-process.ts");

/** A reconcile worker in its own process group. */
export class KillableWorker {
  /** Its name; undefined if it died before it was ready. */
  readonly name: Promise<string | undefined>;
  readonly lastWords: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor({ config, variables }: Pick<ReconcilerHarness, "config" | "variables">, cacheFolder: string) {
    // Only the variables that locate the engine.
    const { PATH, HOME, MARKETPLANE_CACHE_DIR } = process.env;
    const env = { PATH, HOME, MARKETPLANE_CACHE_DIR, NODE_COMPILE_CACHE: cacheFolder, ...variables };
    this.#child = spawn(process.execPath, [program], { env, stdio: ["pipe", "pipe", "pipe"], detached: true });
    this.#ended = once(this.#child, "exit");
    const { stdin, stdout, stderr } = this.#child;
    if (stdin === null || stdout === null || stderr === null) {
      throw new Error("the worker has no standard streams");
    }
    stdin.on("error", () => undefined).write(`${configText(config)}\n`);
    createInterface(stderr).on("line", (line) => this.lastWords.push(line));
    const ready = once(createInterface(stdout), "line").then(([line]) => String(line));
    this.name = Promise.race([ready, this.#ended.then(() => undefined)]);
  }

  /** The engines that it is running. */
  get engines(): readonly number[] {
    return descendantsOf(this.#child.pid ?? 0).filter((pid) => commandOf(pid).includes("pulumi"));
  }

  /** Kills only the worker; its engines keep running. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  /** Kills the worker and everything that it started. */
  async killGroup(): Promise<void> {
    signalTo(-(this.#child.pid ?? 0));
    await this.#ended;
  }

  /** Kills one of its engines; false if none is running. */
  killEngine(random: () => number): boolean {
    const { engines } = this;
    const engine = engines[Math.floor(random() * engines.length)];
    return engine !== undefined && signalTo(engine);
  }

  /** Stops it in order and returns its exit code. */
  async stop(): Promise<number | null> {
    this.#child.stdin?.end();
    await this.#ended;
    return this.#child.exitCode;
  }
}

function signalTo(pid: number): boolean {
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    // It ended between the check and the kill.
    return false;
  }
}

function descendantsOf(pid: number): number[] {
  const children = childrenOf(pid);
  return [...children, ...children.flatMap(descendantsOf)];
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
