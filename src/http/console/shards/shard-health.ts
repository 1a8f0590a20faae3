import type { ShardOverview } from "../../../fleet/reconciler/shard/list-shards.ts";
import type { Tone } from "../../ui/tone.ts";

interface ShardHealth {
  readonly tone: Tone;
  readonly text: string;
}

/** How a shard is, in a few words: whether somebody is at it, and what there is to do. */
export function shardHealth({ worker, due, failing, unconverged, movesIn, movesOut }: ShardOverview): ShardHealth {
  if (worker !== null) {
    return { tone: "busy", text: "At work" };
  }
  if (failing > 0) {
    return { tone: "bad", text: `${failing.toLocaleString("en")} failing` };
  }
  if (due > 0) {
    return { tone: "warn", text: `${due.toLocaleString("en")} due` };
  }
  if (movesIn + movesOut > 0) {
    return { tone: "warn", text: "Move to do" };
  }
  if (unconverged > 0) {
    return { tone: "warn", text: "Waiting" };
  }
  return { tone: "good", text: "As wanted" };
}

/** What is under way between shards, in words; undefined when nothing is. */
export function movesInWords({ movesIn, movesOut }: Pick<ShardOverview, "movesIn" | "movesOut">): string | undefined {
  const parts = [movesIn > 0 ? `${movesIn} in` : "", movesOut > 0 ? `${movesOut} out` : ""].filter(
    (part) => part !== "",
  );
  return parts.length === 0 ? undefined : parts.join(", ");
}
