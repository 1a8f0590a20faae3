import { createInterface } from "node:readline/promises";

/** Asks a person on the terminal; anything but "yes" is no. */
export async function askYes(question: string, signal?: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = terminal.question(`${question} yes or no: `, signal === undefined ? {} : { signal });
    return (await answer).trim().toLowerCase() === "yes";
  } finally {
    terminal.close();
  }
}
