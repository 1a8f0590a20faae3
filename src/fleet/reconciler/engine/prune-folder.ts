import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Runs of a stack that the engine's backend keeps a record of; the database keeps one of every run. */
export const runsKept = 20;
/** Each run leaves a summary and a copy of the state, both with a file of attributes. */
const filesOfRun = 4;

/** Takes the oldest records of a stack out of a backend that is a folder: the engine itself keeps them all, for ever. */
export function pruneHistory(stateFolder: string, project: string, stack: string): void {
  const folder = join(stateFolder, ".pulumi/history", project, stack);
  for (const file of oldestOf(folder)) rmSync(join(folder, file), { force: true });
}

/** Their names begin with the stack's and end with the time, so that they sort by age. */
function oldestOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .sort()
      .slice(0, -runsKept * filesOfRun);
  } catch (error) {
    // Before its first run a stack has no folder.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
