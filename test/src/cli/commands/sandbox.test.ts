import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";

const main = new URL("../../../../src/cli/main.ts", import.meta.url).pathname;
const Ready = z.object({ cloudflare: z.url(), control: z.url(), credentials: z.object({ apifew: z.object({}) }) });

let child: ChildProcess | undefined;
afterEach(() => {
  if (child?.exitCode === null) {
    child.kill("SIGKILL");
  }
});

function start(...options: string[]): { child: ChildProcess; firstLine: Promise<string>; errors: () => string } {
  const started = spawn(process.execPath, [main, "sandbox", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  child = started;
  let errors = "";
  started.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const lines = createInterface({ input: started.stdout });
  return { child: started, firstLine: once(lines, "line").then(([line]) => String(line)), errors: () => errors };
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "prints one JSON line when it is ready, and %s ends it with exit code 0",
  async (signal) => {
    const sandbox = start("--port", "0");

    const ready = Ready.parse(JSON.parse(await sandbox.firstLine));
    const state = await fetch(`${ready.control}/state`);
    sandbox.child.kill(signal);
    const [code] = await once(sandbox.child, "exit");

    expect(ready.cloudflare).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/cloudflare\/client\/v4$/);
    expect(state.status).toBe(200);
    expect([code, sandbox.errors()]).toEqual([0, ""]);
  },
);

test("the rate limit comes from its option", async () => {
  const sandbox = start("--port", "0", "--rate-limit", "7/60", "--latency-ms", "1");

  const ready = Ready.parse(JSON.parse(await sandbox.firstLine));
  const answer = await fetch(`${ready.cloudflare}/zones`);

  expect(answer.headers.get("Ratelimit-Policy")).toBe('"default";q=7;w=60');
});

test.each([
  [["--port", "x"], "--port: must be a whole number"],
  [["--port", "70000"], "--port"],
  [["--rate-limit", "many"], "--rate-limit: must be CALLS/SECONDS, such as 1200/300"],
  [["--latency-ms", "-1"], "--latency-ms: must be a whole number"],
  [["--seed", "/nowhere.yaml"], "seed file /nowhere.yaml cannot be read"],
])("%o is refused with exit code 1 and the option's name", async (options, message) => {
  const sandbox = start(...options);

  const [code] = await once(sandbox.child, "close");

  expect(code).toBe(1);
  expect(sandbox.errors()).toContain(message);
});

test("main.ts is executable", () => {
  expect(() => accessSync(main, constants.X_OK)).not.toThrow();
});
