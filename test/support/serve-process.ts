/**
 * A control plane in a process of its own, for tests to kill: configuration in on standard input, URL out.
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
  // The end of the input is the end of the test's process, or its wish.
  lines.once("close", () => controlPlane.close().then(() => process.exit(0)));
});
