import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { runProcess } from "../../engine/run-process.ts";

const root = join(import.meta.dirname, "../..");

/** Commands of a page, and the output that the page shows for them. */
export interface DocumentedStep {
  readonly commands: string;
  /** Undefined if the page shows no output. "…" matches anything, and white space any other white space. */
  readonly output: string | undefined;
}

/**
 * The steps of a page of docs/, in their order: the blocks ```sh {marker}, each with the block ```text
 * {output} that follows it before the next one.
 */
export async function readSession(page: string, marker: string): Promise<DocumentedStep[]> {
  const text = await readFile(join(root, "docs", page), "utf8");
  const steps: DocumentedStep[] = [];
  for (const [, info = "", content = ""] of text.matchAll(/^```(\S[^\n]*)\n(.*?)^```$/gms)) {
    const last = steps.at(-1);
    if (info === `sh {${marker}}`) {
      steps.push({ commands: content, output: undefined });
    } else if (info === "text {output}" && last && last.output === undefined) {
      steps.splice(-1, 1, { ...last, output: content });
    }
  }
  return steps;
}

interface SessionOptions {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** The result of a session: the output of each executed step, and the failed command, if any. */
export interface SessionEnd {
  readonly outputs: readonly string[];
  readonly failure: string | undefined;
}

/** Runs the steps in one bash, one after the other, which ends with the first command that fails. */
export async function typeSession(
  steps: readonly DocumentedStep[],
  { folder, env, timeoutMs }: SessionOptions,
): Promise<SessionEnd> {
  const script = join(folder, "session.sh");
  const mark = "@@ step";
  const head = [
    "exec 2>&1",
    "set -o errtrace",
    `trap 'printf "\\n@@ failed (%s): %s\\n" "$?" "$BASH_COMMAND"; exit 1' ERR`,
    // Background processes end with it.
    `trap 'trap - ERR; kill $(jobs -p) 2>/dev/null; wait' EXIT`,
  ];
  const typed = steps.map(({ commands }, index) => `printf '\\n${mark} ${index}\\n'\n${commands}`);
  await writeFile(script, [...head, ...typed].join("\n"));
  const end = await runProcess("bash", [script], { cwd: folder, env, timeoutMs });
  const text = stripVTControlCharacters(end.stdout.join("\n"));
  const [, failure] = /^@@ failed (.*)$/m.exec(text) ?? [];
  return {
    outputs: text.split(new RegExp(`^${mark} \\d+$`, "m")).slice(1),
    failure: end.timedOut ? `no end within ${timeoutMs / 1000} s` : failure,
  };
}

/** Whether the output matches the page. */
export function isAsShown(output: string, shown: string): boolean {
  const pattern = shown
    .trim()
    .split("…")
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(/\s+/g, "\\s+"))
    .join("[\\s\\S]*?")
    .replaceAll("[\\s\\S]*?\\s+", "[\\s\\S]*?\\s*")
    .replaceAll("\\s+[\\s\\S]*?", "\\s*[\\s\\S]*?");
  return new RegExp(`^\\s*${pattern}\\s*$`).test(output);
}
