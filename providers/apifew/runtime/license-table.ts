/** apifew's data about a license. */
export interface License {
  readonly isActive: boolean;
  readonly status: string | undefined;
  /** The last day of the license, such as 2022-02-28, or a time; undefined if it has no end. */
  readonly endsOn: string | undefined;
}

/** The latest observation of a key. */
export interface Observation {
  /** Undefined if apifew does not know the key. */
  readonly license: License | undefined;
  readonly source: "list" | "lookup";
  /** When the call was sent, measured by elapsedOf: the data is not older than this. */
  readonly observedAt: number;
}

/** A response about one key. */
export interface LookUp extends Observation {
  /** When the response arrived. */
  readonly receivedAt: number;
}

/**
 * Observed licenses; an observation is replaced only by a later one. The number of lookups kept is limited.
 */
export class LicenseTable {
  readonly #lookUpsMax: number;
  #listed: ReadonlyMap<string, License> = new Map();
  #listedAt: number | undefined;
  /** Lookups of keys that are not in the list, oldest first. */
  readonly #lookedUp = new Map<string, LookUp>();

  constructor(lookUpsMax: number) {
    this.#lookUpsMax = lookUpsMax;
  }

  /** When the call for the list was sent; undefined without a list. */
  get listedAt(): number | undefined {
    return this.#listedAt;
  }

  get size(): number {
    return this.#listed.size;
  }

  /** Stores a whole list, and drops older lookups. */
  replace(licenses: ReadonlyMap<string, License>, observedAt: number): void {
    this.#listed = licenses;
    this.#listedAt = observedAt;
    for (const [key, lookUp] of this.#lookedUp) {
      if (!this.#isNewer(key, lookUp)) {
        this.#lookedUp.delete(key);
      }
    }
  }

  /** Stores the result of a lookup, unless the list is more reliable. */
  note(key: string, lookUp: LookUp): void {
    if (!this.#isNewer(key, lookUp)) {
      return;
    }
    this.#lookedUp.delete(key);
    this.#lookedUp.set(key, lookUp);
    const [oldest] = this.#lookedUp.keys();
    if (this.#lookedUp.size > this.#lookUpsMax && oldest !== undefined) {
      this.#lookedUp.delete(oldest);
    }
  }

  /**
   * The latest observation of a key. A list without the key means that the license does not exist. Undefined
   * before the first list.
   */
  find(key: string): Observation | undefined {
    const lookUp = this.#lookedUp.get(key);
    if (lookUp !== undefined || this.#listedAt === undefined) {
      return lookUp;
    }
    return { license: this.#listed.get(key), source: "list", observedAt: this.#listedAt };
  }

  /**
   * Of two responses that were in flight at the same time, neither is later: prefer the one that knows the
   * license.
   */
  #isNewer(key: string, { license, observedAt, receivedAt }: LookUp): boolean {
    const listedAt = this.#listedAt ?? Number.NEGATIVE_INFINITY;
    return observedAt >= listedAt || (receivedAt >= listedAt && license !== undefined && !this.#listed.has(key));
  }
}
