import { createInterface } from "node:readline/promises";
import type { CommandEnvironment } from "./command-environment.ts";

/** Asks on the terminal; every answer except "yes" means no. */
export async function askYes(
  { stdin, stderr }: CommandEnvironment,
  question: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    const answer = terminal.question(`${question} yes or no: `, signal === undefined ? {} : { signal });
    return (await answer).trim().toLowerCase() === "yes";
  } finally {
    terminal.close();
  }
}
