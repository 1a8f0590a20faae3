import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CachedLicenses, LicenseCheckLimits } from "../../../../providers/apifew/runtime/cached-licenses.ts";
import type { LicenseAnswer } from "../../../../providers/apifew/runtime/license-answer.ts";
import { HandClock } from "../../../support/hand-clock.ts";
import { ApifewTruth, type Truth } from "./apifew-truth.ts";

const keys = ["license-a", "license-b", "license-c"];
const limits = LicenseCheckLimits.parse({
  refreshIntervalMs: 20_000,
  ageMsMax: 60_000,
  lookUpTimeoutMs: 2_000,
  lookUpIntervalMs: 5_000,
});

const key = fc.constantFrom(...keys);
const step = fc.oneof(
  fc.record({ do: fc.constant("change" as const), key, truth: fc.constantFrom("active", "inactive", "absent") }),
  fc.record({ do: fc.constant("refresh" as const) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant("check" as const), key }) },
  fc.record({ do: fc.constant("set" as const), hours: fc.constantFrom(-1, -25, 1) }),
  fc.record({ do: fc.constant("advance" as const), ms: fc.constantFrom(1, 100, 2_000, 5_000, 20_000, 60_000) }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("call" as const),
      index: fc.constantFrom(0, 0, 1, 2),
      how: fc.constantFrom("look" as const, "look" as const, "answer" as const, "answer" as const, "fail" as const),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Heard {
  readonly key: string;
  readonly at: number;
  readonly answer: LicenseAnswer;
}

/** A license check whose calls and clock the test controls, and all of its answers. */
class Scene implements Disposable {
  readonly clock = new HandClock();
  readonly truth = new ApifewTruth(this.clock);
  readonly licenses: CachedLicenses;
  readonly heard: Heard[] = [];
  #changes = 0;
  #open = 0;

  constructor(whenUndecided: "open" | "closed") {
    this.licenses = new CachedLicenses(this.truth, { ...limits, whenUndecided }, { clock: this.clock });
  }

  async take(taken: Step): Promise<void> {
    if (taken.do === "change") {
      this.#changes += 1;
      this.truth.change(taken.key, truthOf(taken.truth, this.#changes));
    } else if (taken.do === "check") {
      this.check(taken.key);
      await setImmediate();
    } else if (taken.do === "advance") {
      await this.clock.advance(taken.ms);
    } else if (taken.do === "set") {
      this.clock.set(taken.hours * 3_600_000);
    } else if (taken.do === "refresh") {
      this.licenses.refresh().catch(() => undefined);
    } else {
      await this.truth.step(taken.index, taken.how);
      // The effects of an answer are checked while it is new.
      for (const each of keys) {
        this.check(each);
      }
      await setImmediate();
    }
  }

  check(checked: string): void {
    this.#open += 1;
    void this.licenses.check(checked).then((answer) => {
      this.#open -= 1;
      this.heard.push({ key: checked, at: this.clock.elapsed(), answer });
    });
  }

  /** Answers everything and advances the clock until every check has its answer. */
  async settle(): Promise<void> {
    for (let round = 0; round < 20 && (this.#open > 0 || this.truth.pending.length > 0); round += 1) {
      await this.truth.step(0, "answer");
      await this.clock.advance(100);
    }
  }

  [Symbol.dispose](): void {
    this.licenses.close();
  }
}

function truthOf(kind: string, change: number): Truth {
  if (kind === "absent") {
    return undefined;
  }
  return kind === "active" ? { isActive: true, status: "subscribed" } : { isActive: false, status: `ended ${change}` };
}

async function play(steps: readonly Step[], whenUndecided: "open" | "closed" = "closed"): Promise<Scene> {
  const scene = new Scene(whenUndecided);
  for (const taken of steps) {
    await scene.take(taken);
  }
  return scene;
}

const law = (assert: (steps: Step[]) => Promise<void>) =>
  fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60 }), assert), { numRuns: 1_000 });

describe("for any behaviour of apifew and any order of its answers", () => {
  test("an answer was true at some moment within its stated age", () =>
    law(async (steps) => {
      using scene = await play(steps);
      await scene.settle();

      for (const { key: checked, at, answer } of scene.heard.filter(({ answer: { source } }) => source !== "none")) {
        const answered = answer.isKnown ? { isActive: answer.isActive, status: answer.status } : undefined;
        expect(scene.truth.since(checked, at - (answer.ageMs ?? 0))).toContainEqual(answered);
      }
    }));

  test("the age of a slow list counts from its request", async () => {
    const seen = { do: "call", index: 0, how: "look" } as const;
    const answered = { do: "call", index: 0, how: "answer" } as const;
    using scene = await play([seen, { do: "advance", ms: 5_000 }, answered, { do: "check", key: "license-a" }]);

    expect(scene.licenses.state()).toMatchObject({ ageMs: 5_000 });
  });

  test("beyond the age limit only the policy decides, and within it only apifew", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.constantFrom("open" as const, "closed" as const),
        async (steps, policy) => {
          using scene = await play(steps, policy);
          await scene.settle();

          for (const { answer } of scene.heard) {
            const isOld = answer.ageMs === undefined || answer.ageMs > limits.ageMsMax;
            expect(answer.verdict === "undecided").toBe(isOld);
            expect(answer.freshness === "expired").toBe(isOld);
            expect(answer.isAllowed).toBe(
              isOld ? policy === "open" && (answer.isActive || !answer.isKnown) : answer.isActive,
            );
          }
        },
      ),
      { numRuns: 1_000 },
    ));

  test("once the list is refreshed, every answer is correct", () =>
    law(async (steps) => {
      using scene = await play(steps);
      await scene.settle();
      await scene.clock.advance(1);
      const refreshed = scene.licenses.refresh();
      await scene.settle();
      await refreshed;
      scene.heard.length = 0;

      for (const checked of keys) {
        scene.check(checked);
      }
      await scene.settle();

      for (const { key: checked, answer } of scene.heard) {
        const answered = answer.isKnown ? { isActive: answer.isActive, status: answer.status } : undefined;
        expect(answered).toEqual(scene.truth.now(checked));
      }
      expect(scene.heard).toHaveLength(keys.length);
    }));

  test("a key is looked up once per interval, and one list is requested at a time", () =>
    law(async (steps) => {
      using scene = await play(steps);
      await scene.settle();

      for (const checked of keys) {
        const times = scene.truth.lookUps.filter((lookUp) => lookUp.key === checked).map(({ at }) => at);
        const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
        expect(Math.min(limits.lookUpIntervalMs, ...pauses)).toBe(limits.lookUpIntervalMs);
      }
      expect(scene.truth.listsAtOnceMax).toBeLessThanOrEqual(1);
    }));

  test("every check is answered within its timeout, even if apifew does not answer", () =>
    law(async (steps) => {
      using scene = await play(steps);
      const before = scene.heard.length;
      for (const checked of keys) {
        scene.check(checked);
      }
      await scene.clock.advance(limits.lookUpTimeoutMs * 2);

      expect(scene.heard.length).toBeGreaterThanOrEqual(before + keys.length);
    }));
});
