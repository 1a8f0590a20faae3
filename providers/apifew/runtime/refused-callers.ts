import { type Clock, elapsedOf } from "../../http/clock.ts";

const windowMs = 600_000;
const callersMax = 10_000;

/**
 * Callers whose tokens apifew refused. A made-up token is detected only after its request was served; this
 * limits how often one caller can do that.
 */
export class RefusedCallers {
  readonly #refusalsMax: number;
  readonly #elapsed: () => number;
  /** By caller; the caller whose first refusal is the latest comes last. */
  readonly #callers = new Map<string, { readonly since: number; count: number }>();

  constructor(refusalsMax: number, clock: Clock) {
    this.#refusalsMax = refusalsMax;
    this.#elapsed = elapsedOf(clock);
  }

  /** Whether the caller had that many refusals within the last ten minutes. */
  isBarred(caller: string): boolean {
    return (this.#current(caller)?.count ?? 0) >= this.#refusalsMax;
  }

  recordRefusal(caller: string): void {
    const current = this.#current(caller);
    if (current !== undefined) {
      current.count += 1;
      return;
    }
    this.#callers.delete(caller);
    this.#callers.set(caller, { since: this.#elapsed(), count: 1 });
    const [oldest] = this.#callers.keys();
    if (this.#callers.size > callersMax && oldest !== undefined) {
      this.#callers.delete(oldest);
    }
  }

  #current(caller: string) {
    const entry = this.#callers.get(caller);
    return entry && this.#elapsed() - entry.since < windowMs ? entry : undefined;
  }
}
