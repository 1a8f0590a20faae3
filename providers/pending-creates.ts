/** A create that an interrupted run sent and whose outcome is unknown. */
export interface PendingCreate {
  /** Whether this text is one of the marks that were recorded with the create. */
  isMarked(text: string): boolean;
  /** When it was recorded, directly before its call; milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** A create that has been recorded as pending. */
export interface RecordedCreate {
  /** Removes the record: the vendor rejected the call, so nothing was created. */
  withdraw(): void;
}

/** Makes a create, or an update that creates something, survive the death of its process. */
export interface PendingCreates {
  /** The same create in an interrupted run. An object that exists now may be its result. */
  readonly pendingCreate?: PendingCreate | undefined;
  /**
   * Records that a create is about to be sent. Call it after the lookup found nothing and before the create.
   * `marks` name the objects that existed before, or the value to create; only their hashes are stored.
   */
  recordPending(marks?: readonly string[]): Promise<RecordedCreate>;
}

/** Records nothing. */
export const noPendingCreates: PendingCreates = { recordPending: async () => ({ withdraw: () => undefined }) };
