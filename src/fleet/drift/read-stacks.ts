import { errorText } from "@marketplane/providers/error-text.ts";
import { forEachAtOnce } from "./at-once.ts";
import type { OnProgress } from "./progress.ts";
import { isHeld, type StackSource } from "./stack-source.ts";
import type { StackState } from "./stack-state.ts";

/** The result of reading one stack. */
export type StackReading =
  | { readonly source: StackSource; readonly status: "read"; readonly state: StackState }
  | { readonly source: StackSource; readonly status: "held" | "failed"; readonly reason: string };

const stacksAtOnce = 4;

/** Reads all stacks, in their order. A failed read is part of the result. */
export async function readStacks(sources: readonly StackSource[], onProgress: OnProgress): Promise<StackReading[]> {
  const readings = new Map<StackSource, StackReading>();
  await forEachAtOnce(sources, stacksAtOnce, async (source) => {
    readings.set(source, await readStack(source));
    onProgress({ step: "reading stacks", done: readings.size, total: sources.length });
  });
  return sources.flatMap((source) => readings.get(source) ?? []);
}

async function readStack(source: StackSource): Promise<StackReading> {
  try {
    const state = await source.read();
    return isHeld(state) ? { source, status: "held", reason: state.heldBy } : { source, status: "read", state };
  } catch (error) {
    return { source, status: "failed", reason: errorText(error) };
  }
}

/** The states of the stacks that could be read. */
export function statesOf(readings: readonly StackReading[]): StackState[] {
  return readings.flatMap((reading) => (reading.status === "read" ? [reading.state] : []));
}

/**
 * Reads the stacks in question a second time. A stack that was written since, or is locked now, counts as
 * held: its differences may come from that update.
 */
export async function readAgain(
  readings: readonly StackReading[],
  isInQuestion: (state: StackState) => boolean,
  onProgress: OnProgress,
): Promise<StackReading[]> {
  const questioned = readings.filter((reading) => reading.status === "read" && isInQuestion(reading.state));
  const again = await readStacks(
    questioned.map(({ source }) => source),
    onProgress,
  );
  const changed = new Map(again.filter((now) => !isSameState(now, readings)).map((now) => [now.source, now]));
  return readings.map((reading) => {
    const now = changed.get(reading.source);
    const reason = now?.status === "held" ? now.reason : "it was updated during this scan";
    return now === undefined ? reading : { source: reading.source, status: "held", reason };
  });
}

function isSameState(now: StackReading, readings: readonly StackReading[]): boolean {
  const before = readings.find(({ source }) => source === now.source);
  return now.status === "read" && before?.status === "read" && now.state.savedAt === before.state.savedAt;
}
