import { z } from "zod";
import { readSeedFile } from "../../tools/sandbox/seed.ts";
import { startSandbox } from "../../tools/sandbox/server.ts";
import type { CommandEnvironment } from "../kernel/command-environment.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { Port, WholeNumber } from "../kernel/option-types.ts";
import { leave, stopExitCodes, untilStopped } from "../kernel/stop-signals.ts";

const RateLimit = z
  .string()
  .regex(/^[1-9]\d*\/[1-9]\d*$/, "must be CALLS/SECONDS, such as 1200/300")
  .transform((text) => {
    const [calls = 0, seconds = 0] = text.split("/").map(Number);
    return { calls, seconds };
  });

const TimeScale = z
  .string()
  .regex(/^\d+(\.\d+)?$/, "must be a number")
  .transform(Number);

/**
 * marketplane sandbox: serves the emulators until a stop signal, after one JSON line with their addresses.
 */
export function sandboxCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "sandbox",
    description: "Emulate the vendors' APIs, on loopback only",
    example: "marketplane sandbox --port 4010 --seed seed.yaml",
    exitCodes: stopExitCodes,
    options: {
      port: defineOption({
        value: "<number>",
        description: "port to listen on; 0 picks a free one",
        schema: Port.default(4010),
      }),
      latencyMs: defineOption({
        value: "<number>",
        description: "milliseconds before every answer (default: 0)",
        schema: WholeNumber.optional(),
      }),
      rateLimit: defineOption({
        value: "<calls/seconds>",
        description: "Cloudflare's rate limit (default: 1200/300)",
        schema: RateLimit.optional(),
      }),
      timeScale: defineOption({
        value: "<factor>",
        description: "speed of the sandbox's clock; 0 stops it (default: 1)",
        schema: TimeScale.optional(),
      }),
      seed: defineOption({
        value: "<file>",
        description: "YAML or JSON file with the objects that exist at the start",
        schema: z.string().optional(),
      }),
    },
    async handler({ seed, ...options }) {
      const stopped = untilStopped();
      const sandbox = await startSandbox({ ...options, seed: seed === undefined ? undefined : readSeedFile(seed) });
      environment.stdout.write(`${JSON.stringify(sandbox.ready)}\n`);
      await stopped;
      await sandbox.close();
      leave();
    },
  });
}
