import { LedgerUnavailableError } from "./ledger-unavailable.ts";

interface GroupCommitOptions<Item> {
  /** Commits the items together; settles each of them itself and never rejects. */
  commit(items: readonly Item[]): Promise<void>;
  /** Items of one commit. */
  readonly sizeMax: number;
  /** Items that may wait; further ones are refused. */
  readonly waitingMax: number;
}

/** Gathers what arrives while a commit is under way, and commits it together in the next. */
export class GroupCommit<Item> {
  readonly #options: GroupCommitOptions<Item>;
  #waiting: Item[] = [];
  #work: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: GroupCommitOptions<Item>) {
    this.#options = options;
  }

  /** Throws LedgerUnavailableError when too many wait, or when it is closed. */
  add(item: Item): void {
    if (this.#isClosed) {
      throw new LedgerUnavailableError("the control plane is shutting down");
    }
    if (this.#waiting.length >= this.#options.waitingMax) {
      throw new LedgerUnavailableError(`${this.#waiting.length} changes are waiting already`);
    }
    this.#waiting.push(item);
    this.#work ??= this.#commitAll();
  }

  /** Takes no more and waits until everything is settled. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#work;
  }

  async #commitAll(): Promise<void> {
    // What else the event loop has at hand belongs to the first commit already.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      await this.#options.commit(this.#waiting.splice(0, this.#options.sizeMax));
    }
    this.#work = undefined;
  }
}
