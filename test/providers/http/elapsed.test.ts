import { describe, expect, test } from "vitest";
import { elapsedOf } from "../../../providers/http/clock.ts";
import { RateLimiter } from "../../../providers/http/rate-limiter.ts";
import { Snapshot } from "../../../providers/snapshot.ts";
import { HandClock } from "../../support/hand-clock.ts";

const hourMs = 3_600_000;

describe("a clock that is set back an hour", () => {
  test("does not set back the monotonic time, which all users of the clock share", () => {
    const clock = new HandClock();
    const bare = { now: () => clock.now(), sleep: async () => undefined };
    const start = elapsedOf(bare)();
    clock.set(-hourMs);
    expect(elapsedOf(bare)() - start).toBe(0);
    clock.set(hourMs / 2);
    expect(elapsedOf(bare)() - start).toBe(hourMs / 2);
  });

  test("does not delay calls within a budget", async () => {
    const clock = new HandClock();
    const limiter = new RateLimiter({ calls: 1, windowMs: 1_000 }, clock);
    await limiter.run(async () => undefined);
    clock.set(-hourMs);
    const second = limiter.run(async () => "made");
    await clock.advance(1_000);

    expect(await Promise.race([second, Promise.resolve().then(() => "held back")])).toBe("made");
  });

  test("does not extend the age limit of a listing", async () => {
    const clock = new HandClock();
    let loads = 0;
    const snapshot = new Snapshot(async () => {
      loads += 1;
      return loads;
    }, clock);
    await snapshot.get();
    clock.set(-hourMs);
    await clock.advance(31_000);

    expect(await snapshot.get()).toBe(2);
  });
});
