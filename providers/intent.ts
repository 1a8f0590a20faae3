/** What was meant to be made before an earlier run broke off. */
export interface UnfinishedIntent {
  /** True when this text was among the intent's marks. */
  isMarked(text: string): boolean;
  /** When it was written down, right before its call left; milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** An intent that was written down. */
export interface Intention {
  /** Forgets it: the vendor refused, so nothing was made. */
  withdraw(): void;
}

/** The memory of a create, or of an update that makes something, beyond the death of its process. */
export interface Intents {
  /** The intent of an earlier run of which nobody knows whether it came about: what is there now may be its work. */
  readonly unfinished?: UnfinishedIntent | undefined;
  /**
   * Writes down that something is about to be made, to be called when it was seen to be absent and before the call leaves.
   * Marks tell later what was there before, or what was meant; only hashes of them are kept.
   */
  intend(marks?: readonly string[]): Promise<Intention>;
}

/** Remembers nothing. */
export const noIntents: Intents = { intend: async () => ({ withdraw: () => undefined }) };
