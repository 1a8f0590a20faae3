import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { findFreePort } from "../../../../src/core/db/embedded/free-port.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

interface PoolerOptions {
  readonly program: string;
  /** URL of the database behind it. */
  readonly url: string;
  readonly mode: "session" | "transaction" | "statement";
  readonly size?: number;
}

/**
 * Runs a PgBouncer in front of a database until the current test ends. Returns the database's URL through it.
 */
export async function startPgbouncer({ program, url, mode, size = 20 }: PoolerOptions): Promise<string> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const folder = await temporaryFolder();
  const own = await findFreePort();
  const name = pathname.slice(1);
  const users = join(folder, "users.txt");
  writeFileSync(users, `"${decodeURIComponent(username)}" "${decodeURIComponent(password)}"\n`);
  const file = join(folder, "pgbouncer.ini");
  writeFileSync(
    file,
    `[databases]
${name} = host=${hostname} port=${port} dbname=${name}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
pool_mode = ${mode}
default_pool_size = ${size}
`,
  );
  // PgBouncer refuses to run as root, so a root process runs it as another user.
  await chmod(folder, 0o755);
  const args = process.getuid?.() === 0 ? ["-u", "nobody", file] : [file];
  const child = spawn(program, args, { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGINT"));
  await expect.poll(() => isOpen(own), { timeout: 10_000 }).toBe(true);
  const through = new URL(url);
  through.host = `127.0.0.1:${own}`;
  return through.href;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
