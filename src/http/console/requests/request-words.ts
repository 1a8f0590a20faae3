import type { RequestSummary } from "../../../core/db/queries/requests.ts";
import { badge } from "../../ui/badge.ts";
import type { Markup } from "../../ui/page.ts";
import type { Tone } from "../../ui/tone.ts";
import { sourceName } from "../source-names.ts";

/** The sender's name; "Unknown sender" if it is not a marketplace. */
export function senderOf({ marketplace }: Pick<RequestSummary, "marketplace">): string {
  return marketplace === null ? "Unknown sender" : sourceName(marketplace);
}

/** A response's status and its meaning. */
export function statusBadge(status: number): Markup {
  const { tone, word } = meaningOf(status);
  return badge(tone, `${status} ${word}`);
}

function meaningOf(status: number): { tone: Tone; word: string } {
  if (status >= 500) {
    return { tone: "bad", word: "failed" };
  }
  if (status >= 400) {
    return { tone: "warn", word: "refused" };
  }
  return { tone: "good", word: "answered" };
}
