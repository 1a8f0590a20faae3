import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { runProcess } from "../../../engine/run-process.ts";
import { buildProviders } from "./build-providers.ts";

const packTimeoutMs = 60_000;

/** Builds the providers' package in `folder` and packs it there. Returns the tarball's path. */
export async function packProviders(root: string, folder: string): Promise<string> {
  const built = join(folder, "providers");
  await mkdir(folder, { recursive: true });
  await buildProviders(root, built);
  const args = ["pack", "--ignore-scripts", "--pack-destination", folder];
  const end = await runProcess("npm", args, { cwd: built, timeoutMs: packTimeoutMs });
  const file = end.stdout.at(-1);
  if (end.code !== 0 || file === undefined) {
    throw new Error(`npm pack failed:\n${[...end.stdout, ...end.stderr].join("\n")}`);
  }
  return join(folder, file);
}
