/**
 * Orders add-ons for some seconds and prints the results. Without a rate, each connection sends its next
 * order after an answer. With a rate, orders are sent on schedule, and a late answer does not delay later
 * orders.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import { z } from "zod";

const Task = z.object({
  url: z.url(),
  authorization: z.string(),
  seconds: z.number(),
  connections: z.int(),
  ratePerSecond: z.number().optional(),
});

const { url, authorization, seconds, connections, ratePerSecond } = Task.parse(JSON.parse(process.argv[2] ?? ""));
const { origin, pathname } = new URL(url);
const pool = new Pool(origin, { connections, pipelining: 1 });
const run = randomUUID();
const started = performance.now();
const deadline = started + seconds * 1_000;
const latencies: number[] = [];
let count = 0;

/** `since` is when the order was due, in milliseconds. */
async function order(since: number): Promise<void> {
  count += 1;
  const { statusCode, body } = await pool.request({
    method: "POST",
    path: pathname,
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({
      addon_id: `addon_${run}-${count}`,
      owner_id: "orga_3ec5c4b8-0ee7-4dd1-a36e-3f6a43ba1a22",
      owner_name: "ACME",
      user_id: "user_f8bbbba2-4a0c-4b58-a0ee-0b9a3a7a8b13",
      plan: "dev",
      region: "EU",
      callback_url: "https://api.clever-cloud.com/v2/vendor/apps/addon_1",
      options: {},
    }),
  });
  const text = await body.text();
  if (statusCode !== 200) {
    throw new Error(`an order was answered ${statusCode}: ${text}`);
  }
  latencies.push(performance.now() - since);
}

async function orderOneAfterTheOther(): Promise<void> {
  while (performance.now() < deadline) {
    await order(performance.now());
  }
}

async function orderAtTheirTime(intervalMs: number): Promise<void> {
  const orders: Promise<void>[] = [];
  for (let due = started; due < deadline; due += intervalMs) {
    const waitMs = due - performance.now();
    if (waitMs > 0) {
      await sleep(waitMs);
    }
    orders.push(order(due));
  }
  await Promise.all(orders);
}

if (ratePerSecond === undefined) {
  await Promise.all(Array.from({ length: connections }, orderOneAfterTheOther));
} else {
  await orderAtTheirTime(1_000 / ratePerSecond);
}
const tookSeconds = (performance.now() - started) / 1_000;
await pool.close();
const sorted = latencies.toSorted((left, right) => left - right);
const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const report = { perSecond: sorted.length / tookSeconds, p50Ms: at(0.5), p99Ms: at(0.99) };
process.stdout.write(`${JSON.stringify(report)}\n`);
