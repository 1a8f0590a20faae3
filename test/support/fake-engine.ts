import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Writes an executable shell script, which replaces a program in tests. */
export async function writeProgram(folder: string, name: string, body: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
}

/** Fills a folder with a fake engine: a `pulumi` that prints a version, and its accompanying files. */
export async function writeFakeEngine(bin: string, version: string): Promise<void> {
  await writeProgram(bin, "pulumi", `echo ${version}`);
  await writeProgram(bin, "pulumi-language-nodejs", "exit 0");
  await writeProgram(bin, "pulumi-resource-pulumi-nodejs", "exit 0");
}
