import { expect, test } from "vitest";
import type { Ledger } from "../../../src/ledger/change.ts";
import { createMetrics } from "../../../src/telemetry/create-metrics.ts";
import { observeLedger } from "../../../src/telemetry/observe-ledger.ts";
import { MemoryLedger } from "../../support/memory-ledger.ts";

const change = {
  key: { id: "abc" },
  actor: "operator:jane",
  action: "look",
  decide: () => ({ answer: "seen" }),
};

test("a change is measured, whether it is answered or fails, and its answer and error are the ledger's own", async () => {
  const metrics = createMetrics();
  const broken: Ledger = { submit: () => Promise.reject(new Error("no database")), close: () => Promise.resolve() };

  expect(await observeLedger(new MemoryLedger(), metrics).submit(change)).toBe("seen");
  await expect(observeLedger(broken, metrics).submit(change)).rejects.toThrow("no database");

  const series = await metrics.registry.getSingleMetricAsString("marketplane_ledger_wait_seconds");
  expect(series).toContain('_count{result="answered"} 1');
  expect(series).toContain('_count{result="failed"} 1');
  expect(series).not.toContain("jane");
});
