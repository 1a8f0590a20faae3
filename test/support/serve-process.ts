/**
 * A control plane in a separate process, for tests to kill: it reads its configuration from standard input
 * and prints its URL.
 */
import { createInterface } from "node:readline";
import { pino } from "pino";
import { ControlPlaneConfig } from "../../src/core/config/control-plane-config.ts";
import { startControlPlane } from "../../src/process/start-control-plane.ts";

const log = pino({ level: "warn" }, process.stderr);
const lines = createInterface(process.stdin);
lines.once("line", async (line) => {
  const config = ControlPlaneConfig.parse(JSON.parse(line));
  const controlPlane = await startControlPlane(config, { environment: () => undefined, log });
  process.stdout.write(`${controlPlane.url}\n`);
  // The input ends when the test's process ends or wants this one to stop.
  lines.once("close", () => controlPlane.close().then(() => process.exit(0)));
});
