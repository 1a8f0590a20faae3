export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  readonly id: string;
}

/** Runs `work` while no other process holds the lock directory `path`; a lock whose owner is dead is taken over. */
export function withLock<T>(path: string, work: () => Promise<T>, onWait?: (owner: LockOwner) => void): Promise<T>;
