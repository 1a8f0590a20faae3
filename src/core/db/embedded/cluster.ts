import { randomBytes, randomUUID } from "node:crypto";
import { chownSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { syncFolder } from "../../output/sync-folder.ts";
import { createCluster } from "./server-process.ts";
import type { ServerPrograms } from "./server-programs.ts";
import { prepareOwnFolder, type ServerUser } from "./server-user.ts";

const userName = "marketplane";
const databaseName = "postgres";
const draftPrefix = "data.new-";

export const toDataFolder = (root: string) => join(root, "data");
const toPasswordFile = (root: string) => join(root, "password");

/**
 * Creates the server's files below `root` unless they exist. An interrupted creation leaves nothing behind.
 */
export async function ensureCluster(
  root: string,
  programs: ServerPrograms,
  user: ServerUser | undefined,
): Promise<void> {
  const dataFolder = toDataFolder(root);
  if (existsSync(dataFolder)) {
    return;
  }
  forgetDrafts(root);
  // A new name each time: initdb of a killed process may still write to the previous draft.
  const draft = join(root, `${draftPrefix}${randomUUID()}`);
  prepareOwnFolder(draft, user);
  const passwordFile = toPasswordFile(root);
  writeFileSync(passwordFile, randomBytes(32).toString("base64url"), { mode: 0o600 });
  if (user !== undefined) {
    chownSync(passwordFile, user.uid, user.gid);
  }
  await createCluster({ programs, dataFolder: draft, user, userName, passwordFile });
  renameSync(draft, dataFolder);
  // Otherwise a power failure could lose the folder's name, and with it all committed data.
  syncFolder(root);
}

/** URL of the server of `root` on `port`. */
export function toUrl(root: string, port: number): string {
  const password = readFileSync(toPasswordFile(root), "utf8");
  return `postgresql://${userName}:${password}@127.0.0.1:${port}/${databaseName}`;
}

function forgetDrafts(root: string): void {
  for (const name of readdirSync(root)) {
    if (name.startsWith(draftPrefix)) {
      rmSync(join(root, name), { recursive: true, force: true });
    }
  }
}
