import { z } from "zod";
import { ObservedExchange } from "./observed-exchange.ts";

export const CheckResult = z.object({
  id: z.string(),
  guarantee: z.string(),
  standsFor: z.string(),
  source: z.string(),
  outcome: z.enum(["pass", "fail", "warning", "skipped"]),
  /** Why it did not pass, or a remark. */
  reason: z.string().nullable(),
  exchanges: z.array(ObservedExchange),
});
export type CheckResult = z.infer<typeof CheckResult>;

/** The result of a run of checks, as `marketplane simulate … check --json` prints it. */
export const SimulationReport = z.object({
  marketplace: z.enum(["clevercloud", "cloudflare-app"]),
  target: z.string(),
  /** True if something passed, nothing failed, the run was not stopped, and nothing was left behind. */
  ok: z.boolean(),
  summary: z.object({ pass: z.int(), fail: z.int(), warning: z.int(), skipped: z.int() }),
  checks: z.array(CheckResult),
  /** True if it was stopped before the last check. */
  isStopped: z.boolean(),
  /** Objects that were created and could not be deleted, with the reason. */
  leftBehind: z.array(z.string()),
});
export type SimulationReport = z.infer<typeof SimulationReport>;

interface Findings extends Pick<SimulationReport, "marketplace" | "target" | "checks" | "isStopped" | "leftBehind"> {}

export function toReport(findings: Findings): SimulationReport {
  const count = (outcome: CheckResult["outcome"]) =>
    findings.checks.filter((result) => result.outcome === outcome).length;
  const summary = { pass: count("pass"), fail: count("fail"), warning: count("warning"), skipped: count("skipped") };
  const isWhole = !findings.isStopped && findings.leftBehind.length === 0;
  return { ...findings, ok: isWhole && summary.pass > 0 && summary.fail === 0, summary };
}
