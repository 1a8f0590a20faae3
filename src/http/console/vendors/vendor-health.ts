import { vendorAccounts } from "@marketplane/providers/vendor-accounts.ts";
import { latencyOf, noDurations } from "../../../core/telemetry/latency.ts";
import type { SlotCalls, VendorRecords } from "../../../core/vendor-health/read-vendor-health.ts";
import type { Tone } from "../../ui/tone.ts";
import type { VendorSpan } from "./vendor-span.ts";

/** The sum of the calls of several processes or slots. */
export interface CallSum {
  readonly calls: number;
  readonly failed: number;
  readonly rateLimited: number;
  readonly retried: number;
  /** Median and 95th percentile of the durations in milliseconds; undefined without calls. */
  readonly medianMs: number | undefined;
  readonly slowMs: number | undefined;
}

export interface VendorHealth {
  readonly vendor: string;
  readonly tone: Tone;
  readonly text: string;
  readonly total: CallSum;
  /** One entry for each slot of the span. */
  readonly slots: readonly CallSum[];
  readonly processes: readonly { readonly process: string; readonly seenAt: Date; readonly total: CallSum }[];
  /** The calls used of the vendor's documented budget, by all processes; undefined if it documents none. */
  readonly budget: { readonly used: number; readonly calls: number; readonly ms: number } | undefined;
  /** Until when the vendor accepts no calls, so none are made; undefined if calls are made. */
  readonly heldUntil: Date | undefined;
  readonly lastError: { readonly text: string; readonly at: Date; readonly process: string } | undefined;
}

/** The vendors that the control plane calls. */
const vendors = vendorAccounts.map(({ title }) => title);
/** The number of latest slots that determine a vendor's status. */
const recentSlots = 3;

/** Each vendor's status, from the records of all processes. */
export function vendorHealth({ slots, states, budgets }: VendorRecords, span: VendorSpan, now: Date): VendorHealth[] {
  const known = new Set<string>([...vendors, ...slots.map(({ vendor }) => vendor)]);
  return [...known].map((vendor) => {
    const own = slots.filter((slot) => slot.vendor === vendor);
    const ownStates = states.filter((state) => state.vendor === vendor);
    const bySlot = Map.groupBy(own, ({ start }) => start.getTime());
    const sums = span.starts.map((start) => sumOf(bySlot.get(start.getTime()) ?? []));
    const recent = span.starts.slice(-recentSlots).flatMap((start) => bySlot.get(start.getTime()) ?? []);
    const heldUntil = latest(ownStates.map((state) => state.heldUntil));
    const isHeld = heldUntil !== undefined && heldUntil > now;
    const failures = ownStates.flatMap(({ lastError, lastErrorAt, process }) =>
      lastError === null || lastErrorAt === null ? [] : [{ text: lastError, at: lastErrorAt, process }],
    );
    const [budgeted] = ownStates.filter(({ budgetCalls }) => budgetCalls !== null);
    return {
      vendor,
      ...wordsOf(sumOf(recent), isHeld),
      total: sumOf(own),
      slots: sums,
      processes: ownStates.map(({ process, seenAt }) => ({
        process,
        seenAt,
        total: sumOf(own.filter((slot) => slot.process === process)),
      })),
      budget:
        budgeted === undefined
          ? undefined
          : {
              used: budgets.find((budget) => budget.vendor === vendor)?.used ?? 0,
              calls: budgeted.budgetCalls ?? 0,
              ms: budgeted.budgetMs ?? 0,
            },
      heldUntil: isHeld ? heldUntil : undefined,
      lastError: failures.toSorted((one, other) => other.at.getTime() - one.at.getTime())[0],
    };
  });
}

function wordsOf({ calls, failed, rateLimited }: CallSum, isHeld: boolean): { tone: Tone; text: string } {
  if (isHeld) {
    return { tone: "warn", text: "Paused" };
  }
  if (calls === 0) {
    return { tone: "quiet", text: failed > 0 ? "Unreachable" : "No recent calls" };
  }
  if (failed * 2 >= calls) {
    return { tone: "bad", text: "Failing" };
  }
  if (rateLimited > 0) {
    return { tone: "warn", text: "Rate limited" };
  }
  if (failed > 0) {
    return { tone: "warn", text: "Some calls failing" };
  }
  return { tone: "good", text: "Working" };
}

function sumOf(slots: readonly SlotCalls[]): CallSum {
  const sum = (count: (slot: SlotCalls) => number) => slots.reduce((total, slot) => total + count(slot), 0);
  const durations = noDurations().map((_, index) => sum((slot) => slot.durations[index] ?? 0));
  return {
    calls: sum(({ calls }) => calls),
    failed: sum(({ failed }) => failed),
    rateLimited: sum(({ rateLimited }) => rateLimited),
    retried: sum(({ retried }) => retried),
    medianMs: latencyOf(durations, 0.5),
    slowMs: latencyOf(durations, 0.95),
  };
}

function latest(times: readonly (Date | null)[]): Date | undefined {
  return times.flatMap((time) => time ?? []).toSorted((one, other) => other.getTime() - one.getTime())[0];
}
