import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ControlPlaneConfig } from "../../src/core/config/control-plane-config.ts";
import { configText } from "./service-context.ts";

const program = join(import.meta.dirname, "serve-process.ts");

/** A control plane in a separate process. */
export class KillableService {
  /** Its address; undefined if it died before it listened. */
  readonly url: Promise<string | undefined>;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #lastWords: string[] = [];

  /** `cacheFolder` keeps compiled code between processes. */
  constructor(config: ControlPlaneConfig, cacheFolder: string) {
    const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: cacheFolder };
    this.#child = spawn(process.execPath, [program], { env, stdio: ["pipe", "pipe", "pipe"] });
    this.#ended = once(this.#child, "exit");
    const { stdin, stdout, stderr } = this.#child;
    if (stdin === null || stdout === null || stderr === null) {
      throw new Error("the service has no standard streams");
    }
    stdin.on("error", () => undefined).write(`${configText(config)}\n`);
    createInterface(stderr).on("line", (line) => this.#lastWords.push(line));
    const ready = once(createInterface(stdout), "line").then(([line]) => String(line));
    this.url = Promise.race([ready, this.#ended.then(() => undefined)]);
  }

  /** Its log. */
  get lastWords(): readonly string[] {
    return this.#lastWords;
  }

  /** Kills it. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  /** Stops it in order and returns its exit code. */
  async stop(): Promise<number | null> {
    this.#child.stdin?.end();
    await this.#ended;
    return this.#child.exitCode;
  }
}
