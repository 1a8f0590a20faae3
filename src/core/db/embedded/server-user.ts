import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";

/** The user that the server runs as; undefined for this process's user. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const candidates = ["postgres", "nobody"];
const sharedFolder = "/var/lib/marketplane";

/**
 * The user for the server if this process runs as root, which PostgreSQL refuses; otherwise undefined.
 * Existing data keeps its owner. Throws if this process is neither root nor that owner.
 */
export function findServerUser(dataFolder: string): ServerUser | undefined {
  const owner = statSync(dataFolder, { throwIfNoEntry: false });
  const self = process.getuid?.();
  if (self === 0) {
    return owner === undefined || owner.uid === 0 ? chooseUser() : toUser(owner);
  }
  if (owner === undefined || self === undefined || owner.uid === self) {
    return undefined;
  }
  throw new Error(
    `The embedded database in ${dataFolder} belongs to ${toUser(owner).name}: run this command as that user or as root`,
  );
}

function chooseUser(): ServerUser {
  const accounts = readAccounts();
  for (const name of candidates) {
    const account = accounts.find((each) => each.name === name);
    if (account !== undefined) {
      return account;
    }
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and this machine has no user ${candidates.join(" or ")} for the embedded server: create one, start as a user other than root, or set database.url`,
  );
}

function toUser({ uid, gid }: Pick<ServerUser, "uid" | "gid">): ServerUser {
  const account = readAccounts().find((each) => each.uid === uid);
  return { name: account?.name ?? `user ${uid}`, uid, gid };
}

function readAccounts(): ServerUser[] {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/** The real path of `folder`, created if missing. Throws if `user` cannot reach it. */
export function prepareFolder(folder: string, user: ServerUser | undefined, log: Logger): string {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const real = realpathSync(folder);
  if (user === undefined || canReach(real, user)) {
    return real;
  }
  chmodSync(real, statSync(real).mode | 0o011);
  if (canReach(real, user)) {
    return real;
  }
  if (readdirSync(real).length > 0) {
    throw new Error(
      `The embedded server runs as ${user.name}, who cannot reach ${real}: allow it on the folders above (chmod o+x), or move that folder and set database.folder`,
    );
  }
  return moveElsewhere(real, user, log);
}

/**
 * Other users cannot enter folders below /root. The data goes to another folder, and `folder` becomes a link
 * to it.
 */
function moveElsewhere(folder: string, user: ServerUser, log: Logger): string {
  mkdirSync(sharedFolder, { recursive: true, mode: 0o711 });
  const elsewhere = mkdtempSync(join(sharedFolder, "database-"));
  chmodSync(elsewhere, 0o711);
  if (!canReach(elsewhere, user)) {
    throw new Error(
      `The embedded server runs as ${user.name}, who can reach neither ${folder} nor ${elsewhere}: set database.folder to a folder whose parents are open to it (chmod o+x)`,
    );
  }
  rmdirSync(folder);
  symlinkSync(elsewhere, folder);
  log.warn(
    { folder, elsewhere, user: user.name },
    "the server's user cannot enter the database's folder; it was replaced by a link",
  );
  return elsewhere;
}

/** Creates `folder` if missing, readable only by the server's user. */
export function prepareOwnFolder(folder: string, user: ServerUser | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user !== undefined) {
    chownSync(folder, user.uid, user.gid);
  }
}

// Tests access with the kernel rather than mode bits, because access lists and mount options count too.
function canReach(folder: string, user: ServerUser): boolean {
  const { uid, gid } = user;
  const { status, error } = spawnSync("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], { cwd: "/", uid, gid, env: {} });
  if (error === undefined) {
    return status === 0;
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and this process may not start it as ${user.name} (${error.message}): start as a user other than root, or set database.url`,
    { cause: error },
  );
}
