import type { RequestSummary } from "../../operators-api/requests/find-requests.ts";
import { badge } from "../../ui/badge.ts";
import type { Markup } from "../../ui/page.ts";
import type { Tone } from "../../ui/tone.ts";

/** What the console calls the marketplaces that send requests. */
export const marketplaceNames: Readonly<Record<string, string>> = {
  clevercloud: "Clever Cloud",
  "cloudflare-app": "CloudFlare app",
};

/** Who sent it; a stranger's was no marketplace's. */
export function senderOf({ marketplace }: Pick<RequestSummary, "marketplace">): string {
  return marketplace === null ? "A stranger" : (marketplaceNames[marketplace] ?? marketplace);
}

/** The status of the answer, with what it means. */
export function statusBadge(status: number): Markup {
  const { tone, word } = meaningOf(status);
  return badge(tone, `${status} ${word}`);
}

function meaningOf(status: number): { tone: Tone; word: string } {
  if (status >= 500) return { tone: "bad", word: "failed" };
  if (status >= 400) return { tone: "warn", word: "refused" };
  return { tone: "good", word: "answered" };
}
