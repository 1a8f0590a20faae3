import type { MarketplaceSource } from "../../core/model/tenant.ts";

/** A request and its answer as they were, secrets and all; lives in memory until it is written. */
export interface JournalEntry {
  readonly id: string;
  readonly at: Date;
  /** The marketplace that proved to have sent it; null of a stranger's. */
  readonly marketplace: MarketplaceSource | null;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly route: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly status: number;
  readonly answer: string | null;
  readonly durationMs: number;
  readonly replayOf: string | null;
}

/** Characters that an entry holds, nearly all of its memory. */
export function sizeOf({ path, headers, body, answer }: JournalEntry): number {
  const texts = [path, body ?? "", answer ?? "", ...Object.entries(headers).flat()];
  return texts.reduce((size, text) => size + text.length, 0);
}
