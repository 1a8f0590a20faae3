import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program of the bench that runs beside it. */
export interface StartedProgram {
  /** The first line that it printed. */
  readonly line: string;
  /** Asks it to end, and waits for that. */
  stop(): Promise<void>;
}

/** Starts a program of our own with `variables` as its environment, and waits for its first line. */
export async function startProgram(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<StartedProgram> {
  const child = spawn(process.execPath, args, { env: variables, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  const first: unknown[] = await Promise.race([once(createInterface(child.stdout), "line"), ended.then(() => [])]);
  if (typeof first[0] !== "string") {
    throw new Error(`${args[0]} ended before it printed anything`);
  }
  return { line: first[0], stop };
}
