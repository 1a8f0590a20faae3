interface Entry {
  readonly id: string;
  readonly sequence: number;
}

/**
 * Entries by id and in the order of their creation. The cost of a page does not depend on the list's length,
 * and a removal uses the entry's sequence number: a benchmark lists ten thousand hostnames.
 */
export class OrderedIndex<T extends Entry> {
  readonly #byId = new Map<string, T>();
  readonly #ordered: T[] = [];
  #sequence = 0;

  get size(): number {
    return this.#ordered.length;
  }

  nextSequence(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  find(id: string): T | undefined {
    return this.#byId.get(id);
  }

  add(entry: T): void {
    this.#byId.set(entry.id, entry);
    this.#ordered.push(entry);
  }

  remove(entry: T): void {
    if (!this.#byId.delete(entry.id)) {
      return;
    }
    let low = 0;
    let high = this.#ordered.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ordered[middle]?.sequence ?? 0) < entry.sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    this.#ordered.splice(low, 1);
  }

  all(): readonly T[] {
    return this.#ordered;
  }
}
