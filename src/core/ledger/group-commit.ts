import { LedgerUnavailableError } from "./ledger-unavailable.ts";

interface GroupCommitOptions<Item> {
  /** Commits the items together. It resolves or rejects each item, and never rejects itself. */
  commit(items: readonly Item[]): Promise<void>;
  /** Maximum number of items in one commit. */
  readonly sizeMax: number;
  /** Maximum number of waiting items; more are refused. */
  readonly waitingMax: number;
}

/** Collects items that arrive during a commit, and commits them together in the next one. */
export class GroupCommit<Item> {
  readonly #options: GroupCommitOptions<Item>;
  #waiting: Item[] = [];
  #work: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: GroupCommitOptions<Item>) {
    this.#options = options;
  }

  /** Throws LedgerUnavailableError if too many items wait, or after close. */
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

  /** Accepts no further items and waits for the pending ones. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#work;
  }

  async #commitAll(): Promise<void> {
    // Items that the event loop delivers in this turn join the first commit.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      await this.#options.commit(this.#waiting.splice(0, this.#options.sizeMax));
    }
    this.#work = undefined;
  }
}
