import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine, engine } from "../support/engine.ts";
import { type ReconcilerHarness, startReconcilerHarness } from "../support/reconciler-harness.ts";

const root = join(import.meta.dirname, "../..");
const route = "/zones/:zone/custom_hostnames";
const limit = { timeout: 90_000 };

interface Running {
  readonly child: ChildProcess;
  readonly log: string[];
}

/** `marketplane serve` or `worker` in a separate process, once it is ready. */
async function run(harness: ReconcilerHarness, command: "serve" | "worker"): Promise<Running> {
  const args = command === "serve" ? ["--port", "0"] : [];
  const env = { ...process.env, ...harness.variables, PATH: `${engine().bin}${delimiter}${process.env.PATH}` };
  const child = spawn(
    process.execPath,
    [join(root, "src/cli/main.ts"), command, "--config", harness.configFile(), ...args],
    {
      env,
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  const log: string[] = [];
  createInterface(child.stderr).on("line", (line) => log.push(line));
  const readies = command === "serve" ? 2 : 1;
  const ready = () => log.filter((line) => line.includes('"msg":"ready"')).length;
  await expect.poll(ready, { timeout: 30_000 }).toBe(readies);
  return { child, log };
}

async function stop({ child }: Running, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
  return child.exitCode;
}

const isError = (line: string) => z.object({ level: z.string() }).parse(JSON.parse(line)).level === "error";

describeWithEngine("a process that receives a stop signal", () => {
  for (const [command, signal] of [
    ["serve", "SIGTERM"],
    ["serve", "SIGINT"],
    ["worker", "SIGTERM"],
  ] as const) {
    it.skipIf(!hasDatabase)(`exits cleanly without an error in its log: ${command}, ${signal}`, limit, async () => {
      const running = await run(await startReconcilerHarness(), command);
      expect(await stop(running, signal)).toBe(0);
      expect(running.log.filter(isError)).toEqual([]);
      expect(running.log.at(-1)).toContain('"msg":"stopped"');
    });
  }

  it.skipIf(!hasDatabase)("does not wait for an unanswered listing of a zone", limit, async () => {
    const harness = await startReconcilerHarness();
    await harness.want("one", { hostnames: ["one.customer.com"] });
    const served = await run(harness, "serve");
    await expect.poll(() => harness.unconverged(), { timeout: 60_000 }).toEqual([]);
    await harness.sandbox.fault({ method: "GET", route, delayMs: 600_000, times: 100 });
    const listings = async () => (await harness.sandbox.calls()).filter((call) => call.status === null).length;
    await expect.poll(listings, { timeout: 30_000 }).toBeGreaterThan(0);
    expect(await stop(served, "SIGTERM")).toBe(0);
    expect(served.log.filter(isError)).toEqual([]);
  });

  it.skipIf(!hasDatabase)("interrupts a run that waits for a vendor, and the next run resumes it", limit, async () => {
    const harness = await startReconcilerHarness();
    await harness.sandbox.fault({ method: "POST", route, status: 429, retryAfter: 300, times: 1 });
    await harness.want("one", { hostnames: ["one.customer.com"] });
    const served = await run(harness, "serve");
    const refused = async () => (await harness.sandbox.calls()).filter(({ status }) => status === 429).length;
    await expect.poll(refused, { timeout: 60_000 }).toBe(1);
    expect(await stop(served, "SIGTERM")).toBe(0);
    expect(served.log.filter(isError)).toEqual([]);

    await run(harness, "worker");
    await expect.poll(() => harness.unconverged(), { timeout: 60_000 }).toEqual([]);
    expect((await harness.vendors()).hostnames).toEqual(["one.customer.com"]);
  });
});
