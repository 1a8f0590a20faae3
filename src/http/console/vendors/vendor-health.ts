import { vendorAccounts } from "@marketplane/providers/vendor-accounts.ts";
import { latencyOf, noDurations } from "../../../core/telemetry/latency.ts";
import type { Tone } from "../../ui/tone.ts";
import type { SlotCalls, VendorRecords } from "./read-vendor-health.ts";
import type { VendorSpan } from "./vendor-span.ts";

/** Calls of several processes, or of several slots, taken together. */
export interface CallSum {
  readonly calls: number;
  readonly failed: number;
  readonly rateLimited: number;
  readonly retried: number;
  /** How long half of them took at most, and 95 of a hundred; in milliseconds, undefined without calls. */
  readonly medianMs: number | undefined;
  readonly slowMs: number | undefined;
}

export interface VendorHealth {
  readonly vendor: string;
  readonly tone: Tone;
  readonly text: string;
  readonly total: CallSum;
  /** One for each slot of the span. */
  readonly slots: readonly CallSum[];
  readonly processes: readonly { readonly process: string; readonly seenAt: Date; readonly total: CallSum }[];
  /** Of the calls that the vendor takes in a time, how many all processes have made; undefined where it documents no budget. */
  readonly budget: { readonly used: number; readonly calls: number; readonly ms: number } | undefined;
  /** Until when the vendor wants no more calls, so that none are made; undefined when they go through. */
  readonly heldUntil: Date | undefined;
  readonly lastError: { readonly text: string; readonly at: Date; readonly process: string } | undefined;
}

/** Those that the control plane calls. */
const vendors = vendorAccounts.map(({ title }) => title);
/** How much of the recent past says how a vendor is. */
const recentSlots = 3;

/** How each vendor is, by what all processes have seen of it. */
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
    return { tone: "warn", text: "Held back" };
  }
  if (calls === 0) {
    return { tone: "quiet", text: failed > 0 ? "Not reached" : "Not called lately" };
  }
  if (failed * 2 >= calls) {
    return { tone: "bad", text: "Fails" };
  }
  if (rateLimited > 0) {
    return { tone: "warn", text: "Too many calls" };
  }
  if (failed > 0) {
    return { tone: "warn", text: "Some calls fail" };
  }
  return { tone: "good", text: "Answers" };
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
