import type { RequestSummary } from "../../operators-api/requests/find-requests.ts";
import { badge } from "../../ui/badge.ts";
import type { Markup } from "../../ui/page.ts";
import type { Tone } from "../../ui/tone.ts";
import { sourceName } from "../source-names.ts";

/** Who sent it; a stranger's was no marketplace's. */
export function senderOf({ marketplace }: Pick<RequestSummary, "marketplace">): string {
  return marketplace === null ? "A stranger" : sourceName(marketplace);
}

/** The status of the answer, with what it means. */
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
