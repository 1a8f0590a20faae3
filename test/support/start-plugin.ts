import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Starts a plugin as the engine does, and reads the port that it prints. */
export async function startPlugin(path: string, args: readonly string[] = []) {
  const child = spawn(path, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const [line] = await once(createInterface(child.stdout), "line");
  return {
    port: Number(line),
    exited,
    /** Interrupts it as the engine does at the end of a run; answers with its exit code. */
    interrupt: async (): Promise<number | null> => {
      child.kill("SIGINT");
      const [code] = await exited;
      return code;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
