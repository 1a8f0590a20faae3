import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** The line to a database server, which a test can cut or clog. */
export interface DatabaseLine {
  /** The server's URL by way of this line. */
  readonly url: string;
  /** Breaks every connection and takes no new one, as when the server has ended. */
  cut(): void;
  /** Lets nothing through any more and breaks nothing, as when the server's machine hangs. */
  clog(): void;
  /** Works again. */
  restore(): void;
}

/** Opens a line to the server at `url`. */
export async function openDatabaseLine(url: string): Promise<DatabaseLine> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let state: "open" | "cut" | "clogged" = "open";
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy()).on("close", () => to.destroy());
      from.on("data", (bytes) => void (state === "clogged" || to.write(bytes)));
    }
    if (state === "cut") {
      near.resetAndDestroy();
    }
  });
  const breakAll = () => {
    for (const socket of sockets) {
      socket.destroy();
    }
    sockets.clear();
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    breakAll();
    server.close();
  });
  const address = server.address();
  const own = new URL(url);
  own.host = `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return {
    url: own.href,
    cut: () => {
      state = "cut";
      breakAll();
    },
    clog: () => {
      state = "clogged";
    },
    restore: () => {
      state = "open";
      breakAll();
    },
  };
}
