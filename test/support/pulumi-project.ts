import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { vendorVariablePrefixes } from "@marketplane/providers/vendor-accounts.ts";
import { expect } from "vitest";
import { engineEnvironment } from "../../engine/environment.ts";
import { runProcess } from "../../engine/run-process.ts";
import { engine } from "./engine.ts";
import { temporaryFolder } from "./temporary-folder.ts";

interface Run {
  readonly code: number | null;
  /** Its whole output. */
  readonly text: string;
  readonly stdout: string;
}

/** A Pulumi project of the test, with its own backend. */
export interface PulumiProject {
  readonly folder: string;
  write(file: string, content: string): Promise<void>;
  run(...args: readonly string[]): Promise<Run>;
  /** The same, but it must succeed. */
  succeed(...args: readonly string[]): Promise<Run>;
  /** The output of all runs so far. */
  shown(): string;
}

const runTimeoutMs = 120_000;

/** Folders of `path` come after the engine's on PATH. */
export async function createPulumiProject(
  files: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>> = {},
  path: readonly string[] = [],
): Promise<PulumiProject> {
  const folder = await temporaryFolder();
  const env = engineEnvironment({
    engine: engine(),
    withheld: vendorVariablePrefixes,
    home: join(folder, "home"),
    variables,
    inherited: { ...process.env, PATH: [...path, process.env.PATH ?? ""].join(delimiter) },
  });
  const shown: string[] = [];
  const write = async (file: string, content: string): Promise<void> => {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  };
  const run = async (...args: readonly string[]): Promise<Run> => {
    const options = { cwd: folder, env, timeoutMs: runTimeoutMs };
    const end = await runProcess("pulumi", [...args, "--non-interactive"], options);
    const text = [...end.stdout, ...end.stderr].join("\n");
    shown.push(text);
    return { code: end.code, text, stdout: end.stdout.join("\n") };
  };
  for (const [file, content] of Object.entries(files)) {
    await write(file, content);
  }
  return {
    folder,
    write,
    run,
    succeed: async (...args) => {
      const end = await run(...args);
      expect(end.code, end.text).toBe(0);
      return end;
    },
    shown: () => shown.join("\n"),
  };
}
