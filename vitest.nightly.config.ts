import { randomInt } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

const seed = process.env.SCHEDULE_SEED ?? String(randomInt(2 ** 31));
process.stderr.write(`random tests: SCHEDULE_SEED=${seed} repeats this run\n`);

/** Random tests that do not draw their cases with fast-check. */
const others = [
  "test/system/reconciler-killed.test.ts",
  "test/src/fleet/reconciler/license-uses/random-orders.test.ts",
];
const properties = globSync("test/**/*.test.ts").filter((file) => readFileSync(file, "utf8").includes('"fast-check"'));

export default defineConfig({
  test: {
    ...base.test,
    include: ["test/providers/schedules/**/*.test.ts", "test/**/*.nightly.ts", ...properties, ...others],
    env: { SCHEDULE_RUNS: process.env.SCHEDULE_RUNS ?? "1000", SCHEDULE_SEED: seed },
  },
});
