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

/** What a run of checks found out; `marketplane simulate … check --json` prints it. */
export const SimulationReport = z.object({
  marketplace: z.enum(["clevercloud", "cloudflare-app"]),
  target: z.string(),
  /** True when something passed, nothing failed, nothing was broken off, and nothing was left behind. */
  ok: z.boolean(),
  summary: z.object({ pass: z.int(), fail: z.int(), warning: z.int(), skipped: z.int() }),
  checks: z.array(CheckResult),
  /** True when it was stopped before the last check. */
  isStopped: z.boolean(),
  /** What was made and could not be taken away, with the reason. */
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
