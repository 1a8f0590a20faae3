import {
  type CheckedStack,
  type DriftError,
  type DriftReport,
  type Finding,
  kinds,
  reportVersion,
} from "../../core/model/drift-report.ts";
import type { Judged } from "./apply-policy.ts";
import { countText } from "./count-text.ts";
import type { StackReading } from "./read-stacks.ts";
import type { ResolvedStack } from "./resolve-resources.ts";
import type { VendorScan } from "./scan-vendors.ts";
import type { StackState } from "./stack-state.ts";

interface ReportParts {
  readonly checkedAt: number;
  readonly readings: readonly StackReading[];
  readonly resolvedStacks: ReadonlyMap<StackState, ResolvedStack>;
  readonly scan: VendorScan;
  readonly judged: Judged;
  readonly notes: readonly string[];
}

/** The report of a scan. Its order depends only on what was found. */
export function assembleReport({ checkedAt, readings, resolvedStacks, scan, judged, notes }: ReportParts): DriftReport {
  const stacks = readings.map((reading) => toCheckedStack(reading, resolvedStacks, scan));
  const errors = [
    ...readings.flatMap(readError),
    ...[...resolvedStacks.values()].flatMap((stack) => stack.errors),
    ...scan.errors,
  ];
  const count = (kind: string) => judged.findings.filter((finding) => finding.kind === kind).length;
  return {
    version: reportVersion,
    result: errors.length > 0 ? "error" : judged.failing > 0 ? "drift" : "clean",
    checkedAt: new Date(checkedAt).toISOString(),
    summary: {
      resources: stacks.reduce((sum, { resources }) => sum + resources, 0),
      findings: {
        changed: count("changed"),
        missing: count("missing"),
        incomplete: count("incomplete"),
        unmanaged: count("unmanaged"),
        degraded: count("degraded"),
        unverifiable: count("unverifiable"),
      },
      failing: judged.failing,
      ignored: judged.ignored.length,
      errors: errors.length,
      skippedStacks: stacks.filter(({ status }) => status === "skipped").length,
    },
    stacks,
    findings: judged.findings.map(onOneLine).toSorted(byPlace),
    ignored: judged.ignored.map(onOneLine).toSorted(byPlace),
    errors: errors.map(onOneLine).toSorted((one, other) => compare(sortKeyOf(one), sortKeyOf(other))),
    warnings: [...judged.warnings],
    notes: [...notes],
  };
}

/** Removes control characters from a vendor's text: they could control a terminal or break a line of XML. */
function onOneLine<Item extends { readonly message: string }>(item: Item): Item {
  return { ...item, message: item.message.replaceAll(/\p{Cc}+/gu, " ") };
}

function toCheckedStack(
  reading: StackReading,
  resolvedStacks: ReadonlyMap<StackState, ResolvedStack>,
  { compared }: VendorScan,
): CheckedStack {
  const { name } = reading.source;
  const nothing = { name, resources: 0, notChecked: [] };
  if (reading.status !== "read") {
    return { ...nothing, status: reading.status === "held" ? "skipped" : "failed", reason: reading.reason };
  }
  const stack = resolvedStacks.get(reading.state);
  const resources = stack?.resolved.filter((one) => compared.has(one)).length ?? 0;
  const unseen = (stack?.resolved.length ?? 0) + (stack?.unreachable ?? 0) - resources;
  return {
    name,
    status: unseen > 0 ? "incomplete" : "checked",
    reason: unseen > 0 ? `${countText(unseen, "resource")} could not be compared` : null,
    resources,
    notChecked: [...(stack?.others ?? [])].map(([type, count]) => ({ type, count })),
  };
}

function readError(reading: StackReading): DriftError[] {
  return reading.status === "failed"
    ? [{ stack: reading.source.name, vendor: null, resource: null, message: reading.reason }]
    : [];
}

/** By stack, unmanaged objects last; then by kind, most severe first, and by name. */
function byPlace(one: Finding, other: Finding): number {
  const keyOf = ({ stack, kind, type, name, property, id }: Finding) =>
    [stack === null ? "1" : "0", stack ?? "", kinds.indexOf(kind), type, name, property?.path ?? "", id].join("\0");
  return compare(keyOf(one), keyOf(other));
}

function sortKeyOf({ stack, vendor, resource, message }: DriftError): string {
  return [stack ?? "", vendor ?? "", resource ?? "", message].join("\0");
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
