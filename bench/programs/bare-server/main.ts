/** The minimum cost of a provision on the control plane's framework: an order is one durable insert. */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import pg from "pg";

const connectionsMax = 10;

// PGHOST and the other PG variables select the database.
const pool = new pg.Pool({ max: connectionsMax });
await pool.query("create table if not exists bare (id uuid primary key, addon_id text not null, body jsonb not null)");

const app = new Hono();
app.post("/", async (c) => {
  const body = await c.req.json();
  const id = crypto.randomUUID();
  await pool.query("insert into bare (id, addon_id, body) values ($1, $2, $3)", [id, body.addon_id, body]);
  return c.json({ id, config: {}, message: "" });
});

const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}/` })}\n`),
);
process.once("SIGTERM", () => server.close(() => pool.end()));
