import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A relay to a database server, which a test can cut or block. */
export interface DatabaseLine {
  /** The server's URL through the relay. */
  readonly url: string;
  /** Breaks every connection and accepts no new one, like a server that has stopped. */
  cut(): void;
  /** Forwards nothing and breaks nothing, like a machine that hangs. */
  clog(): void;
  /** Forwards again. */
  restore(): void;
}

/** Starts a relay to the server at `url`. */
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
