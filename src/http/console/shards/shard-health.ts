import type { ShardOverview } from "../../../fleet/reconciler/shard/list-shards.ts";
import type { Tone } from "../../ui/tone.ts";

interface ShardHealth {
  readonly tone: Tone;
  readonly text: string;
}

/** A shard's status: whether a worker is on it, and what is pending. */
export function shardHealth({ worker, due, failing, unconverged, movesIn, movesOut }: ShardOverview): ShardHealth {
  if (worker !== null) {
    return { tone: "busy", text: "Running" };
  }
  if (failing > 0) {
    return { tone: "bad", text: `${failing.toLocaleString("en")} failing` };
  }
  if (due > 0) {
    return { tone: "warn", text: `${due.toLocaleString("en")} due` };
  }
  if (movesIn + movesOut > 0) {
    return { tone: "warn", text: "Move pending" };
  }
  if (unconverged > 0) {
    return { tone: "warn", text: "Waiting" };
  }
  return { tone: "good", text: "Converged" };
}

/** The pending moves in words; undefined if there are none. */
export function movesInWords({ movesIn, movesOut }: Pick<ShardOverview, "movesIn" | "movesOut">): string | undefined {
  const parts = [movesIn > 0 ? `${movesIn} in` : "", movesOut > 0 ? `${movesOut} out` : ""].filter(
    (part) => part !== "",
  );
  return parts.length === 0 ? undefined : parts.join(", ");
}
