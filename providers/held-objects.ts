import { supersedes } from "./holder.ts";
import type { HolderRecords } from "./holder-records.ts";

/** The mark of a resource that holds an object; undefined for one of an older state. */
type Holder = string | undefined;

interface Removal {
  readonly ended: Promise<void>;
  /** In units of `HeldObjects.moment`; undefined while the removal is in progress. */
  endedAt?: number;
  isDone: boolean;
}

/**
 * Which resources of this run hold which objects of one type. Two resources in a state can refer to one
 * object: while one takes it over from the other, and after an interrupted run. Deleting either of them must
 * not delete the object (docs/decisions/0023).
 */
export class HeldObjects {
  readonly #nameOf: (id: string) => string;
  readonly #records: () => HolderRecords | undefined;
  /** Holders that the program declares, as far as the engine has shown or created them. */
  readonly #held = new Map<string, Set<Holder>>();
  readonly #removals = new Map<string, Removal>();
  #moment = 0;

  constructor(nameOf: (id: string) => string, records: () => HolderRecords | undefined) {
    this.#nameOf = nameOf;
    this.#records = records;
  }

  /** Counts removals, to detect one that overlaps with a create. */
  get moment(): number {
    return this.#moment;
  }

  /** Records that the program declares the holder. */
  keep(id: string, holder: Holder): void {
    const name = this.#nameOf(id);
    this.#held.set(name, (this.#held.get(name) ?? new Set()).add(holder));
  }

  /** Registers a new holder. The object may still belong to another resource. */
  take(id: string, holder: string, isTakenOver: boolean): void {
    this.keep(id, holder);
    const records = this.#records();
    const name = this.#nameOf(id);
    if (records && (isTakenOver || records.find(name) !== undefined || records.findRemoval(name) !== undefined)) {
      records.write(name, holder);
    }
  }

  /** Whether deleting this holder must keep the object. */
  isHeldByAnother(id: string, holder: Holder): boolean {
    const name = this.#nameOf(id);
    const newest = this.#records()?.find(name);
    const others = [...(this.#held.get(name) ?? [])].filter((other) => other !== holder);
    return others.length > 0 || (newest !== undefined && supersedes(newest, holder));
  }

  /** The holder has left the state, and the object stays. */
  release(id: string, holder: Holder): void {
    const name = this.#nameOf(id);
    this.#held.get(name)?.delete(holder);
    const records = this.#records();
    if (holder !== undefined && records?.find(name) === holder) {
      records.remove(name);
    }
  }

  /** Removes the object, and records that for resources that the engine has not mentioned yet. */
  async remove(id: string, holder: Holder, work: () => Promise<void>): Promise<void> {
    const running = work();
    const removal: Removal = { ended: running.catch(() => undefined), isDone: false };
    this.#removals.set(this.#nameOf(id), removal);
    try {
      await running;
      removal.isDone = true;
      this.release(id, holder);
      this.#records()?.writeRemoval(this.#nameOf(id));
    } finally {
      this.#moment += 1;
      removal.endedAt = this.#moment;
    }
  }

  /**
   * Whether the object was removed after this holder got it: by this run, or by one on this machine that was
   * then killed.
   */
  isRemoved(id: string, holder: Holder): boolean {
    const name = this.#nameOf(id);
    if ((this.#held.get(name)?.size ?? 0) > 0) {
      return false;
    }
    if (this.#removals.get(name)?.isDone === true) {
      return true;
    }
    const removal = this.#records()?.findRemoval(name);
    return removal !== undefined && supersedes(removal, holder);
  }

  /** The removal of the object that was in progress at this moment or started later, once it has ended. */
  async removalSince(id: string, moment: number): Promise<boolean> {
    const removal = this.#removals.get(this.#nameOf(id));
    if (!removal || (removal.endedAt !== undefined && removal.endedAt <= moment)) {
      return false;
    }
    await removal.ended;
    return removal.isDone;
  }
}
