/** A create that was sent by an interrupted run and whose outcome is unknown. */
export interface PendingCreate {
  /** True when this text was among the marks that were recorded with the create. */
  isMarked(text: string): boolean;
  /** When it was recorded, right before its call was sent; milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** A create that has been recorded as pending. */
export interface RecordedCreate {
  /** Removes the record: the vendor refused the call, so nothing was created. */
  withdraw(): void;
}

/** Lets a create, or an update that creates something, survive the death of its process. */
export interface PendingCreates {
  /** The same create in an interrupted run. What exists now may be its result. */
  readonly pendingCreate?: PendingCreate | undefined;
  /**
   * Records that something is about to be created. Call it after the object was seen to be absent and before the call is sent.
   * Marks say later what existed before, or what was to be created; only their hashes are stored.
   */
  recordPending(marks?: readonly string[]): Promise<RecordedCreate>;
}

/** Records nothing. */
export const noPendingCreates: PendingCreates = { recordPending: async () => ({ withdraw: () => undefined }) };
