import pg from "pg";
import { prepareSession } from "../db/session-settings.ts";

const connectTimeoutMs = 10_000;
const checkEveryMs = 10_000;
const checkTimeoutMs = 5_000;
const reconnectAfterMs = 1_000;

interface Listening {
  /** Connection URL of the control plane's database. */
  readonly url: string;
  readonly channel: string;
  onNotification(payload: string): void;
  /** Called after each connect: notifications may have been missed before it. */
  onReconnect(): void;
  onError(error: Error): void;
}

/**
 * Listens for notifications on a separate connection, and reconnects when it breaks. pg-boss's own listener
 * does not prepare its session. It also misses a server that ends the session during close, which would crash
 * the process.
 */
export async function listen({ url, channel, ...on }: Listening): Promise<{ close(): Promise<void> }> {
  let isClosed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const reconnect = () => {
    clearTimeout(timer);
    if (isClosed) {
      return;
    }
    timer = setTimeout(() => void connect().catch(reconnect), reconnectAfterMs);
  };
  const check = async (of: pg.Client) => {
    try {
      await of.query("select 1");
      if (client === of && !isClosed) {
        timer = setTimeout(() => void check(of), checkEveryMs);
      }
    } catch {
      // The end of the stream triggers the reconnect.
      of.connection.stream.destroy();
    }
  };
  const connect = async () => {
    const next = openClient(url);
    client = next;
    next.on("error", (error) => isClosed || on.onError(error));
    next.on("notification", ({ payload }) => payload !== undefined && on.onNotification(payload));
    try {
      await next.connect();
      await prepareSession(next);
      await next.query(`listen ${next.escapeIdentifier(channel)}`);
    } catch (error) {
      await next.end().catch(() => undefined);
      throw error;
    }
    if (isClosed) {
      return;
    }
    next.once("end", reconnect);
    timer = setTimeout(() => void check(next), checkEveryMs);
    on.onReconnect();
  };
  await connect();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}

function openClient(url: string): pg.Client {
  return new pg.Client({
    connectionString: url,
    application_name: "marketplane-queue",
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: checkTimeoutMs,
    keepAlive: true,
  });
}
