import { expect, test } from "vitest";
import type { Ledger } from "../../../../src/core/ledger/change.ts";
import { LedgerUnavailableError } from "../../../../src/core/ledger/ledger-unavailable.ts";
import { observeLedger } from "../../../../src/core/ledger/observe-ledger.ts";
import { createMetrics } from "../../../../src/core/telemetry/create-metrics.ts";
import { MemoryLedger } from "../../../support/memory-ledger.ts";

const change = {
  key: { id: "abc" },
  actor: "operator:jane",
  action: "look",
  decide: () => ({ answer: "seen" }),
};

test("a change is measured whether it is answered, refused or lost, and its answer or error is unchanged", async () => {
  const metrics = createMetrics();
  const failing = (error: Error): Ledger => ({ submit: () => Promise.reject(error), close: () => Promise.resolve() });
  const away = failing(new LedgerUnavailableError("no database"));
  const refusing = failing(new Error("no such plan"));

  expect(await observeLedger(new MemoryLedger(), metrics).submit(change)).toBe("seen");
  await expect(observeLedger(away, metrics).submit(change)).rejects.toThrow("no database");
  await expect(observeLedger(refusing, metrics).submit(change)).rejects.toThrow("no such plan");

  const series = await metrics.registry.getSingleMetricAsString("marketplane_ledger_wait_seconds");
  expect(series).toContain('_count{result="answered"} 1');
  expect(series).toContain('_count{result="unavailable"} 1');
  expect(series).toContain('_count{result="refused"} 1');
  expect(series).not.toContain("jane");
});
