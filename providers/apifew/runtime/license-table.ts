/** What apifew said of a license. */
export interface License {
  readonly isActive: boolean;
  readonly status: string | undefined;
  /** The day that is its last, such as 2022-02-28, or a moment; undefined if there is no end. */
  readonly endsOn: string | undefined;
}

/** What is known of a key. */
export interface Observation {
  /** Undefined when apifew does not know the key. */
  readonly license: License | undefined;
  readonly source: "list" | "lookup";
  /** When the call left that brought it, by the time of elapsedOf: it was true then or later. */
  readonly observedAt: number;
}

/** An answer about one key. */
export interface LookUp extends Observation {
  /** When the answer was there. */
  readonly receivedAt: number;
}

/** What was heard of licenses, each word of it replaced by later ones alone. Look-ups are kept up to a bound. */
export class LicenseTable {
  readonly #lookUpsMax: number;
  #listed: ReadonlyMap<string, License> = new Map();
  #listedAt: number | undefined;
  /** What the list does not say, oldest first. */
  readonly #lookedUp = new Map<string, LookUp>();

  constructor(lookUpsMax: number) {
    this.#lookUpsMax = lookUpsMax;
  }

  /** When the call left that brought the list; undefined without one. */
  get listedAt(): number | undefined {
    return this.#listedAt;
  }

  get size(): number {
    return this.#listed.size;
  }

  /** Takes a whole list, and with it leave of the look-ups that are older. */
  replace(licenses: ReadonlyMap<string, License>, observedAt: number): void {
    this.#listed = licenses;
    this.#listedAt = observedAt;
    for (const [key, lookUp] of this.#lookedUp) {
      if (!this.#isNews(key, lookUp)) {
        this.#lookedUp.delete(key);
      }
    }
  }

  /** Records the result of a look-up, unless the list is more reliable. */
  note(key: string, lookUp: LookUp): void {
    if (!this.#isNews(key, lookUp)) {
      return;
    }
    this.#lookedUp.delete(key);
    this.#lookedUp.set(key, lookUp);
    const [oldest] = this.#lookedUp.keys();
    if (this.#lookedUp.size > this.#lookUpsMax && oldest !== undefined) {
      this.#lookedUp.delete(oldest);
    }
  }

  /** The latest word on a key; a list that does not name it says that it is not there. Undefined before the first list. */
  find(key: string): Observation | undefined {
    const lookUp = this.#lookedUp.get(key);
    if (lookUp !== undefined || this.#listedAt === undefined) {
      return lookUp;
    }
    return { license: this.#listed.get(key), source: "list", observedAt: this.#listedAt };
  }

  /** Of two answers that were on their way at once, none is later: then the one that knows the license is believed. */
  #isNews(key: string, { license, observedAt, receivedAt }: LookUp): boolean {
    const listedAt = this.#listedAt ?? Number.NEGATIVE_INFINITY;
    return observedAt >= listedAt || (receivedAt >= listedAt && license !== undefined && !this.#listed.has(key));
  }
}
