import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";

/** A program that runs during the bench. */
export interface StartedProgram {
  /** The first line that it printed. */
  readonly line: string;
  /** Stops it and waits for its end. */
  stop(): Promise<void>;
}

/**
 * Starts one of our programs with `variables` as its environment, and waits for its first line. Its log goes
 * to `logFile`.
 */
export async function startProgram(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
  signal: AbortSignal,
  logFile?: string,
): Promise<StartedProgram> {
  const log = logFile === undefined ? undefined : createWriteStream(logFile);
  if (log !== undefined) {
    await once(log, "open");
  }
  const child = spawn(process.execPath, args, { env: variables, stdio: ["ignore", "pipe", log ?? "inherit"] });
  log?.close();
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  const first: unknown[] = await Promise.race([once(createInterface(child.stdout), "line"), ended.then(() => [])]);
  if (typeof first[0] !== "string") {
    const where = logFile === undefined ? "" : `; see ${logFile}`;
    throw new Error(`${args[0]} ended without printing anything${where}`);
  }
  return { line: first[0], stop };
}
