import type { Clock } from "./http/clock.ts";
import { Snapshot } from "./snapshot.ts";

/** Reading a few objects one by one is cheaper than listing a whole zone. */
const singleReadsMax = 3;

/** How the objects of one scope are read, one by one and all at once. */
export interface BulkSource<Item> {
  /** Undefined only if the vendor reports that the object is gone. */
  readonly get: (scope: string, id: string) => Promise<Item | undefined>;
  readonly list: (scope: string) => AsyncIterable<Item>;
  readonly idOf: (item: Item) => string;
}

interface ScopeReads<Item> {
  singles: number;
  readonly index: Snapshot<ReadonlyMap<string, Item>>;
}

/**
 * Answers the reads of one engine run: the first few by id, all further ones from one listing of their scope.
 * An object missing from the listing is read by id, since entries can be missed while pages shift.
 */
export class BulkReads<Item> {
  readonly #source: BulkSource<Item>;
  readonly #clock: Clock;
  readonly #scopes = new Map<string, ScopeReads<Item>>();

  constructor(source: BulkSource<Item>, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  async read(scope: string, id: string): Promise<Item | undefined> {
    const reads = this.#readsOf(scope);
    if (reads.singles < singleReadsMax && !reads.index.isLoaded()) {
      reads.singles += 1;
      return this.#source.get(scope, id);
    }
    return (await reads.index.get()).get(id) ?? this.#source.get(scope, id);
  }

  /** All objects of the scope, from the listing that also answers the reads. */
  async *list(scope: string): AsyncGenerator<Item, void, void> {
    yield* (await this.#readsOf(scope).index.get()).values();
  }

  /** Discards the listings. Call it before and after every write. */
  clear(): void {
    for (const { index } of this.#scopes.values()) {
      index.clear();
    }
  }

  #readsOf(scope: string): ScopeReads<Item> {
    const existing = this.#scopes.get(scope);
    if (existing) {
      return existing;
    }
    const reads = { singles: 0, index: new Snapshot(() => this.#indexOf(scope), this.#clock) };
    this.#scopes.set(scope, reads);
    return reads;
  }

  async #indexOf(scope: string): Promise<ReadonlyMap<string, Item>> {
    const index = new Map<string, Item>();
    for await (const item of this.#source.list(scope)) {
      index.set(this.#source.idOf(item), item);
    }
    return index;
  }
}
