import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { ServerPrograms } from "./server-programs.ts";
import type { ServerUser } from "./server-user.ts";

export interface ServerOptions {
  readonly programs: ServerPrograms;
  readonly dataFolder: string;
  readonly user: ServerUser | undefined;
  /** The server's parameters. They override postgresql.conf. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** Called with each line of its log. */
  onLine(line: string): void;
}

export interface ServerProcess {
  /** Resolves when the server has ended, with the last lines of its log. */
  readonly ended: Promise<readonly string[]>;
  /** Stops the server: open sessions are aborted, committed data is on disk. */
  stop(): Promise<void>;
}

// Neither the server nor initdb may outlive this process, which may be killed. A shell waits until the pipe
// to its standard input closes and then interrupts the program. For a server that means a fast shutdown.
const watch = `
  exec 3<&0
  "$@" </dev/null 3<&- &
  program=$!
  { read -r _ <&3; kill -INT "$program"; } >/dev/null 2>&1 &
  watcher=$!
  exec 3<&-
  wait "$program"
  status=$?
  kill "$watcher" 2>/dev/null
  exit "$status"
`;

const lastLinesMax = 15;

/** Starts a server and waits until it accepts connections. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { programs, dataFolder, settings, user, onLine } = options;
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = run(programs.postgres, ["-D", dataFolder, ...flags], user);
  const { promise: ready, resolve: isReady } = Promise.withResolvers<"ready">();
  const lines = collectLines(child, (line) => {
    onLine(line);
    if (line.includes("database system is ready to accept connections")) {
      isReady("ready");
    }
  });
  const ended = toEnd(child).then(() => lines);
  const first = await Promise.race([ready, ended]);
  if (first !== "ready") {
    throw new Error(`the server exited at its start:\n${first.join("\n")}`);
  }
  return {
    ended,
    async stop() {
      child.stdin?.end();
      await ended;
    },
  };
}

/** Creates the files of an empty server. Its first user authenticates with the password in `passwordFile`. */
export async function createCluster(
  options: Pick<ServerOptions, "programs" | "dataFolder" | "user"> & {
    readonly userName: string;
    readonly passwordFile: string;
  },
): Promise<void> {
  const { programs, dataFolder, user, userName, passwordFile } = options;
  const child = run(
    programs.initdb,
    [
      `--pgdata=${dataFolder}`,
      `--username=${userName}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // Sorted by code point, independent of the machine's libraries: the folder can be moved to another
      // machine.
      "--locale=C",
    ],
    user,
  );
  const lines = collectLines(child, () => {});
  const code = await toEnd(child);
  if (code !== 0) {
    throw new Error(`initdb failed:\n${lines.join("\n")}`);
  }
}

function run(program: string, args: readonly string[], user: ServerUser | undefined): ChildProcess {
  return spawn("/bin/sh", ["-c", watch, "sh", program, ...args], {
    cwd: "/",
    // Does not inherit the environment: it contains the vendors' credentials, and PGDATA etc. would affect
    // the server.
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
    stdio: ["pipe", "pipe", "pipe"],
    // A separate session, so that Ctrl-C reaches only this process, which stops the server after the last
    // query.
    detached: true,
    ...(user && { uid: user.uid, gid: user.gid }),
  });
}

function collectLines(child: ChildProcess, onLine: (line: string) => void): readonly string[] {
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) {
      continue;
    }
    createInterface(stream).on("line", (line) => {
      last.push(line);
      if (last.length > lastLinesMax) {
        last.shift();
      }
      onLine(line);
    });
  }
  // A failed write to an exited server is not a separate error.
  child.stdin?.on("error", () => {});
  return last;
}

async function toEnd(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, "close");
  return typeof code === "number" ? code : null;
}
