import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/**
 * When the connection breaks: before the server receives the COMMIT, after it has executed it, or never, but
 * without any further data.
 */
export type Cut = "before" | "after" | "silence";

/** The message of PostgreSQL's protocol with which a driver ends a transaction. */
const commitMessage = Buffer.from("commit\0");

/** A relay to a PostgreSQL server that can break the connection at the next COMMIT. */
export interface CommitCutter {
  /** The server's URL through the relay. */
  readonly url: string;
  /** Breaks the connection at the next COMMIT. */
  cutNext(cut: Cut): void;
}

/** Starts a relay to the server until the current test ends. */
export async function cutCommits(serverUrl: string): Promise<CommitCutter> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let armed: Cut | undefined;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let cut: Cut | undefined;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", end).on("close", end);
    }
    client.on("data", (chunk) => {
      if (armed !== undefined && chunk.includes(commitMessage)) {
        cut = armed;
        armed = undefined;
      }
      if (cut === "before") {
        end();
      } else if (cut !== "silence") {
        upstream.write(chunk);
      }
    });
    upstream.on("data", (chunk) => {
      if (cut === "after") {
        end();
      } else {
        client.write(chunk);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  const url = new URL(serverUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cutNext(cut) {
      armed = cut;
    },
  };
}
