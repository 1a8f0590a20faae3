import { setImmediate } from "node:timers/promises";
import type { LicenseSource } from "../../../../providers/apifew/runtime/cached-licenses.ts";
import { VendorError } from "../../../../providers/http/vendor-error.ts";
import type { HandClock } from "../../../support/hand-clock.ts";

/** A license at apifew; undefined if it does not exist. */
export type Truth = { readonly isActive: boolean; readonly status: string } | undefined;

interface PendingCall {
  readonly what: string;
  /** apifew evaluates the request now. Its answer is still on its way. */
  look(): void;
  answer(): void;
  fail(outcome: "unavailable" | "not-found"): void;
}

/**
 * An apifew whose calls are evaluated and answered when the test says so, and which records what was true
 * when.
 */
export class ApifewTruth implements LicenseSource {
  readonly #clock: HandClock;
  readonly #history: { readonly key: string; readonly at: number; readonly truth: Truth }[] = [];
  readonly pending: PendingCall[] = [];
  /** Keys of the look-ups and their times. */
  readonly lookUps: { readonly key: string; readonly at: number }[] = [];
  listsAtOnceMax = 0;

  constructor(clock: HandClock) {
    this.#clock = clock;
  }

  change(key: string, truth: Truth): void {
    this.#history.push({ key, at: this.#clock.elapsed(), truth });
  }

  now(key: string): Truth {
    return this.#history.findLast((change) => change.key === key)?.truth;
  }

  /** Everything that was true of a key at any moment from `since` on. */
  since(key: string, since: number): Truth[] {
    const changes = this.#history.filter((change) => change.key === key);
    const before = changes.findLast(({ at }) => at < since);
    return [before?.truth, ...changes.filter(({ at }) => at >= since).map(({ truth }) => truth)];
  }

  listLicenses: LicenseSource["listLicenses"] = () => {
    const keys = () => new Set(this.#history.map(({ key }) => key));
    const call = this.#open("list", () =>
      [...keys()].flatMap((key) => {
        const truth = this.now(key);
        return truth ? [{ key, ...truth, endsOn: undefined }] : [];
      }),
    );
    const lists = this.pending.filter(({ what }) => what === "list").length;
    this.listsAtOnceMax = Math.max(this.listsAtOnceMax, lists);
    return call;
  };

  getLicense: LicenseSource["getLicense"] = async (key) => {
    this.lookUps.push({ key, at: this.#clock.elapsed() });
    const truth = await this.#open("lookup", () => this.now(key));
    if (truth === undefined) {
      throw failure("not-found");
    }
    return {
      login: undefined,
      uid: undefined,
      key,
      pricing: undefined,
      features: [],
      isPricingActive: truth.isActive,
      status: truth.status,
    };
  };

  /** Makes the call at this position be evaluated, answered or failed, and waits for the effects. */
  async step(index: number, how: "look" | "answer" | "fail"): Promise<void> {
    const call = this.pending[index % Math.max(1, this.pending.length)];
    if (how === "fail") {
      call?.fail("unavailable");
    } else {
      call?.[how]();
    }
    await setImmediate();
  }

  #open<T>(what: string, look: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let seen: { readonly value: T } | undefined;
    const leave = (): void => {
      this.pending.splice(this.pending.indexOf(call), 1);
    };
    const call: PendingCall = {
      what,
      look: () => {
        seen ??= { value: look() };
      },
      answer: () => {
        call.look();
        leave();
        if (seen) {
          resolve(seen.value);
        }
      },
      fail: (kind) => {
        leave();
        reject(failure(kind));
      },
    };
    this.pending.push(call);
    return promise;
  }
}

function failure(kind: "unavailable" | "not-found"): VendorError {
  const code = kind === "not-found" ? { code: "ERROR_LICENSE_NOT_FOUND" } : {};
  return new VendorError({ vendor: "apifew", kind, outcome: "unknown", call: "POST /", detail: "a test's", ...code });
}
