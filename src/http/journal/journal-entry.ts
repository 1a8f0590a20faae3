import type { MarketplaceSource } from "../../core/model/tenant.ts";

/** A request and its answer, including secrets. It exists only in memory, until it is written. */
export interface JournalEntry {
  readonly id: string;
  readonly at: Date;
  /** The marketplace that sent it and authenticated; null for a stranger. */
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

/** The number of characters that an entry holds, which is nearly all of its memory. */
export function sizeOf({ path, headers, body, answer }: JournalEntry): number {
  const texts = [path, body ?? "", answer ?? "", ...Object.entries(headers).flat()];
  return texts.reduce((size, text) => size + text.length, 0);
}
