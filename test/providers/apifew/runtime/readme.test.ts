import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readCodeBlocks } from "../../../support/documented-code.ts";
import { activeLicense, type PaidApp, startPaidApp } from "../../../support/paid-app.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const root = join(import.meta.dirname, "../../../..");
const page = "../providers/apifew/runtime/README.md";

let app: PaidApp;
beforeEach(async () => {
  app = await startPaidApp();
});
afterEach(() => app[Symbol.asyncDispose]());

/** Starts an example of the README in a project that has only our packages. */
async function startExample(index: number, ...args: string[]): Promise<ChildProcess> {
  const folder = await temporaryFolder();
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  await writeFile(join(folder, "example.ts"), (await readCodeBlocks(page, "ts"))[index] ?? "");
  const { apifew, credentials } = app.ready;
  const server = { HOST: "127.0.0.1", PORT: "0" };
  const env = { ...process.env, ...server, APIFEW_KEY: credentials.apifew.key, APIFEW_BASE_URL: apifew };
  return spawn(process.execPath, [join(folder, "example.ts"), ...args], { env, stdio: ["ignore", "pipe", "inherit"] });
}

async function printedBy(example: ChildProcess): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: example.stdout ?? process.stdin })) {
    lines.push(line);
  }
  return lines;
}

test("the README's license check answers and exits", async () => {
  const example = await startExample(0, activeLicense);

  expect((await printedBy(example)).map((line) => JSON.parse(line))).toEqual([
    { isAllowed: true, verdict: "active", isRecent: true, freshness: "fresh" },
  ]);
});

test.each([
  ["node http", 1],
  ["hono", 2],
  ["fastify", 3],
])("the README's API with %s serves a token's request, charges it, and exits on SIGTERM", async (_name, index) => {
  const example = await startExample(index);
  const [line] = await once(createInterface({ input: example.stdout ?? process.stdin }), "line");
  const { port } = JSON.parse(String(line));
  const url = `http://127.0.0.1:${port}/report`;

  const refused = await fetch(url);
  const served = await fetch(url, { headers: { "Apifew-Request-Token": await app.createToken() } });

  expect(refused.status).toBe(401);
  expect(await served.text()).toBe("a report");
  await expect.poll(() => app.consumedWith()).toEqual([200]);
  example.kill("SIGTERM");
  expect(await once(example, "exit")).toEqual([0, null]);
});

test("the README's consumer calls through the gateway and around it", async () => {
  const api = await startExample(1);
  const [line] = await once(createInterface({ input: api.stdout ?? process.stdin }), "line");
  const { port } = JSON.parse(String(line));

  const example = await startExample(4, activeLicense, `http://127.0.0.1:${port}/report`);

  expect(await printedBy(example)).toEqual(["/report", "a report"]);
  api.kill("SIGTERM");
  await once(api, "exit");
});

test("the README's counter reader reads the counters", async () => {
  const example = await startExample(5, "first.customer@example.com", "nobody@example.com");

  expect(await printedBy(example)).toEqual(["first.customer@example.com 100", "nobody@example.com absent"]);
});
