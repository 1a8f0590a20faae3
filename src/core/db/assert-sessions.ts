import pg from "pg";
import { z } from "zod";
import { UnusableServerError } from "./assert-usable.ts";

const timeoutMs = 5_000;
/**
 * How often to check whether two connections share a session at the server. One check suffices if the pooler
 * is idle. While other clients keep the pooler busy, a single check can miss it.
 */
const looks = 40;

const remedy =
  "set pool_mode = session for this database (PgBouncer), or give database.url the address of the PostgreSQL server";
const sharing = `a connection pooler in front of it shares sessions between clients (transaction pooling), but settings, locks and LISTEN need a dedicated session: ${remedy}`;
const splitting = `a connection pooler in front of it does not support transactions (statement pooling): ${remedy}`;
const starving = `a connection pooler in front of it opens no second connection within ${timeoutMs / 1_000} s: raise its default_pool_size`;

/**
 * Throws if a pooler in front of the server does not give each connection its own session. Compares the ids
 * of the server's processes, changes nothing, and costs one connection if there is no pooler.
 */
export async function assertSessions(url: string): Promise<void> {
  await withClient(url, async (first) => {
    const own = await processOf(first);
    // A server sends its process id when a connection starts; a pooler sends a made-up number.
    if (own === Started.parse(first).processID) {
      return;
    }
    await withClient(url, async (second) => {
      for (let look = 0; look < looks; look += 1) {
        const other = await inTransaction(second);
        const isShared = other === own || (await processOf(first)) !== own;
        await second.query("rollback");
        if (isShared) {
          throw new UnusableServerError(sharing);
        }
      }
    }).catch((error: unknown) => {
      throw error instanceof Error && error.message.includes("timeout") ? new UnusableServerError(starving) : error;
    });
  });
}

const Started = z.object({ processID: z.number() });
const Rows = z.tuple([z.object({ pid: z.number() })]);

async function processOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query("select pg_backend_pid() as pid");
  return Rows.parse(rows)[0].pid;
}

/** Begins a transaction, and returns the id of the server process that runs it. */
async function inTransaction(client: pg.Client): Promise<number> {
  try {
    await client.query("begin");
    return await processOf(client);
  } catch (error) {
    if (error instanceof Error && error.message.includes("statement pooling")) {
      throw new UnusableServerError(splitting);
    }
    throw error;
  }
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const limits = { connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs };
  const client = new pg.Client({ connectionString: url, application_name: "marketplane-start", ...limits });
  // The pending query reports the failure.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
