import { createInterface } from "node:readline";
import { ControlPlaneConfig } from "../../src/core/config/control-plane-config.ts";
import { createLogger } from "../../src/core/telemetry/create-logger.ts";
import { runWorker } from "../../src/process/run-worker.ts";

/** A worker that reads its configuration from the first line of standard input, and stops at its end. */
const lines = createInterface(process.stdin);
const [first] = await new Promise<[string]>((resolve) => lines.once("line", (line) => resolve([line])));
const config = ControlPlaneConfig.parse(JSON.parse(first));
const log = createLogger({ level: process.env.LOG_LEVEL ?? "warn", secrets: [] });
const worker = await runWorker(config, { environment: (name) => process.env[name], log });
lines.once("close", () => void worker.close().then(() => process.exit(0)));
process.stdout.write(`${worker.name}\n`);
