import { setImmediate } from "node:timers/promises";
import { Agent, type Dispatcher } from "undici";
import { vi } from "vitest";
import type { Clock } from "../../providers/http/clock.ts";
import { PendingCreateStore } from "../../providers/pending-create-store.ts";
import type { FaultBody, TestSandbox } from "./sandbox.ts";
import { scheduleSeed } from "./schedule-settings.ts";
import { seededRandom } from "./seeded-random.ts";

/** What happens to one call of a provider's process, counted from its first. */
export interface Incident {
  readonly at: number;
  readonly what:
    | { readonly kind: "fault"; readonly fault: FaultBody }
    /** No answer in time. "after": the vendor performed the call. */
    | { readonly kind: "time-out"; readonly when: "before" | "after" }
    /** The process is killed. "answered": it got the answer, but the engine never does. */
    | { readonly kind: "kill"; readonly when: "before" | "after" | "answered" }
    /**
     * The answer is lost, and the vendor performs the call later. It applies to calls that `isLate` selects;
     * others are answered as usual.
     */
    | { readonly kind: "late"; readonly ms: number; readonly answer: "504" | "reset" | "time-out" | "kill" }
    /** The network delivers the request twice. */
    | { readonly kind: "twice" }
    | { readonly kind: "jump"; readonly hours: number }
    /** Another client changes the vendor at this moment. */
    | { readonly kind: "meanwhile"; readonly choice: number };
}

/** The process of this life is dead, so the engine gets no more answers. */
export class KilledError extends Error {}

export interface LifeOptions {
  readonly sandbox: TestSandbox;
  readonly clock: Clock;
  readonly folder: string;
  readonly incidents: readonly Incident[];
  readonly meanwhile: (choice: number) => Promise<unknown>;
  /** Receives a request for the vendor to perform later; undefined if calls are never late. */
  readonly deliverLater?: (request: Dispatcher.DispatchOptions, ms: number) => void;
  /** Which calls may be late. */
  readonly isLate?: (path: string) => boolean;
}

/**
 * One process of providers, from its start to its end or until it is killed. The clock and the pending
 * creates outlive it.
 */
export class ProcessLife {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly pendingCreates: PendingCreateStore;
  readonly #agent = new Agent({ connections: 4 });
  readonly #options: LifeOptions;
  /** The jitter of retries, so that a seed repeats the times too. */
  readonly #jitter = vi.spyOn(Math, "random").mockImplementation(seededRandom(scheduleSeed));
  #calls = 0;
  #isDead = false;
  #isDying = false;

  constructor(options: LifeOptions) {
    this.#options = options;
    const { clock, folder } = options;
    // The dead process's code still runs here, but its waits must not advance the clock.
    let afterDeathMs = 0;
    this.clock = {
      now: () => clock.now() + afterDeathMs,
      sleep: async (ms) => {
        if (this.#isDead) {
          afterDeathMs += ms;
        } else {
          await clock.sleep(ms);
        }
      },
    };
    this.pendingCreates = new MortalPendingCreates(folder, clock, () => this.#isDead);
    this.dispatcher = this.#agent.compose((dispatch) => (request, handler) => {
      void this.#meet(dispatch, request, handler);
      return true;
    });
  }

  /** Ends as the engine ends it: after everything is saved. */
  async end(): Promise<void> {
    if (!this.#isDead) {
      this.pendingCreates.end();
    }
    await this.#agent.close();
    this.#jitter.mockRestore();
  }

  /** Throws if the process did not survive to this point. */
  assertAlive(): void {
    if (this.#isDead || this.#isDying) {
      this.#isDead = true;
      throw new KilledError("the process was killed");
    }
  }

  async #meet(
    dispatch: Dispatcher["dispatch"],
    request: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ) {
    const fail = (error: Error) => handler.onResponseError?.(noController, error);
    await setImmediate();
    if (this.#isDead || this.#isDying) {
      this.#isDead = true;
      fail(refused());
      return;
    }
    const at = this.#calls;
    this.#calls += 1;
    for (const { what } of this.#options.incidents.filter((incident) => incident.at === at)) {
      const failure = await this.#befall(what, request, () => unheard(dispatch, request));
      if (failure) {
        fail(failure);
        return;
      }
    }
    dispatch(request, handler);
  }

  /** What the caller gets instead of the answer, if anything. */
  async #befall(
    what: Incident["what"],
    request: Dispatcher.DispatchOptions,
    deliver: () => Promise<void>,
  ): Promise<Error | undefined> {
    switch (what.kind) {
      case "late":
        return this.#options.isLate?.(request.path) ? this.#late(what, request) : undefined;
      case "fault":
        await this.#options.sandbox.fault(what.fault);
        return undefined;
      case "jump":
        await this.clock.sleep(what.hours * 3_600_000);
        return undefined;
      case "meanwhile":
        // This call may be the one that a waiting fault applies to.
        await this.#options.meanwhile(what.choice).catch(() => undefined);
        return undefined;
      case "twice":
        await deliver();
        return undefined;
      case "time-out":
        if (what.when === "after") {
          await deliver();
        }
        return timedOut();
      case "kill":
        return this.#kill(what.when, deliver);
    }
  }

  async #late(
    { ms, answer }: Extract<Incident["what"], { kind: "late" }>,
    request: Dispatcher.DispatchOptions,
  ): Promise<Error | undefined> {
    this.#options.deliverLater?.(request, ms);
    switch (answer) {
      case "504":
        // The fault applies to this call, so it affects no other call.
        await this.#options.sandbox.fault({ status: 504 });
        return undefined;
      case "reset":
        return Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" });
      case "time-out":
        return timedOut();
      case "kill":
        this.#isDead = true;
        return refused();
    }
  }

  async #kill(when: "before" | "after" | "answered", deliver: () => Promise<void>): Promise<Error | undefined> {
    if (when === "answered") {
      this.#isDying = true;
      return undefined;
    }
    if (when === "after") {
      await deliver();
    }
    this.#isDead = true;
    return refused();
  }
}

/** A dead process writes nothing, although its code still runs here. */
class MortalPendingCreates extends PendingCreateStore {
  readonly #isDead: () => boolean;

  constructor(folder: string, clock: Clock, isDead: () => boolean) {
    const warn = (message: string) => {
      throw new Error(message);
    };
    super({ folder, now: () => clock.now(), warn });
    this.#isDead = isDead;
  }

  override record(...create: Parameters<PendingCreateStore["record"]>): void {
    if (!this.#isDead()) {
      super.record(...create);
    }
  }

  override close(key: string): void {
    if (!this.#isDead()) {
      super.close(key);
    }
  }
}

/** Sends a request and ignores its answer. */
export function unheard(dispatch: Dispatcher["dispatch"], request: Dispatcher.DispatchOptions): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  dispatch(request, {
    onRequestStart: () => undefined,
    onResponseStart: () => undefined,
    onResponseData: () => undefined,
    onResponseEnd: () => resolve(),
    onResponseError: () => resolve(),
  });
  return promise;
}

const noController: Dispatcher.DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  abort: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
};

function refused(): Error {
  return Object.assign(new Error("no process is left to send it"), { code: "ECONNREFUSED" });
}

function timedOut(): Error {
  return Object.assign(new Error("no answer"), { name: "TimeoutError" });
}
