import { createReadStream, createWriteStream, rmSync, statSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

const standardInputs = new Set(["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]);
const endingSignals = ["SIGHUP", "SIGINT", "SIGTERM"] as const;

/**
 * Runs `work` with a file that has a command's input. "-" is standard input. Standard input, FIFOs and
 * devices can be read only once, so their content is copied to a file that only this user can read. It is
 * deleted afterwards, even if a signal ends the process.
 */
export async function withInputFile<Result>(input: string, work: (file: string) => Promise<Result>): Promise<Result> {
  const isStandardInput = standardInputs.has(input);
  if (!isStandardInput && (statSync(input, { throwIfNoEntry: false })?.isFile() ?? true)) {
    return work(input);
  }
  if (isStandardInput && process.stdin.isTTY) {
    throw new Error(`--input ${input} reads standard input, which is a terminal: pipe a file into it`);
  }
  if (!isStandardInput && statSync(input).isDirectory()) {
    throw new Error(`${input} is a folder: name a file`);
  }
  const folder = await mkdtemp(join(tmpdir(), "marketplane-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const end = (signal: NodeJS.Signals) => {
    remove();
    process.kill(process.pid, signal);
  };
  for (const signal of endingSignals) {
    process.once(signal, end);
  }
  try {
    const file = join(folder, isStandardInput ? "standard-input" : "input");
    const source = isStandardInput ? process.stdin : createReadStream(input);
    await pipeline(source, createWriteStream(file, { flags: "wx", mode: 0o600 }));
    return await work(file);
  } finally {
    for (const signal of endingSignals) {
      process.off(signal, end);
    }
    remove();
  }
}
