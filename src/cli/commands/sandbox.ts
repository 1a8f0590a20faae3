import { z } from "zod";
import { readSeedFile } from "../../tools/sandbox/seed.ts";
import { startSandbox } from "../../tools/sandbox/server.ts";
import { defineCommand } from "../define-command.ts";
import { leave, untilStopped } from "../stop-signals.ts";

const WholeNumber = z.string().regex(/^\d+$/, "must be a whole number").transform(Number);

const RateLimitOption = z
  .string()
  .regex(/^[1-9]\d*\/[1-9]\d*$/, "must be CALLS/SECONDS, such as 1200/300")
  .transform((text) => {
    const [calls = 0, seconds = 0] = text.split("/").map(Number);
    return { calls, seconds };
  });

/** marketplane sandbox: serves the emulators until it is stopped, after one JSON line that says where. */
export const sandboxCommand = defineCommand({
  name: "sandbox",
  description: "Emulators of the vendors' APIs, on loopback only",
  flags: {
    "--port <number>": "port to listen on; 0 picks a free one (default: 4010)",
    "--latency-ms <number>": "milliseconds before every answer (default: 0)",
    "--rate-limit <calls/seconds>": "Cloudflare's rate limit (default: 1200/300)",
    "--time-scale <factor>": "speed of the sandbox's clock; 0 stands still (default: 1)",
    "--seed <file>": "YAML or JSON file with what exists from the start",
  },
  options: z.strictObject({
    port: WholeNumber.pipe(z.number().max(65_535)).default(4010),
    latencyMs: WholeNumber.optional(),
    rateLimit: RateLimitOption.optional(),
    timeScale: z
      .string()
      .regex(/^\d+(\.\d+)?$/, "must be a number")
      .transform(Number)
      .optional(),
    seed: z.string().optional(),
  }),
  async handler({ seed, ...options }) {
    const stopped = untilStopped();
    const sandbox = await startSandbox({ ...options, seed: seed === undefined ? undefined : readSeedFile(seed) });
    process.stdout.write(`${JSON.stringify(sandbox.ready)}\n`);
    await stopped;
    await sandbox.close();
    leave();
  },
});
