import { expect, test } from "vitest";
import { repeatInBackground } from "../../../../src/core/background/repeat-in-background.ts";
import { Wakeup } from "../../../../src/core/background/wakeup.ts";
import { HandClock } from "../../../support/hand-clock.ts";
import { silentLog } from "../../../support/silent-log.ts";

function start(retryMs = 60_000) {
  const clock = new HandClock();
  const wakeup = new Wakeup({ clock, intervalMs: 5_000 });
  const taken: boolean[] = [];
  const round = async () => {
    taken.push(wakeup.take());
    return 60_000;
  };
  const background = repeatInBackground({ what: "work", round, retryMs, wakeup, clock, log: silentLog });
  return { clock, wakeup, taken, background };
}

test("a ring ends a pause at once, and the next round receives the ring", async () => {
  const { clock, wakeup, taken, background } = start();
  await clock.advance(10);
  expect(taken).toEqual([false]);
  wakeup.ring();
  await clock.advance(0);
  expect(taken).toEqual([false, true]);
  await background.stop();
});

test("any number of rings causes one round per interval, and one after the last ring", async () => {
  const { clock, wakeup, taken, background } = start();
  await clock.advance(10);
  for (let count = 0; count < 95; count += 1) {
    wakeup.ring();
    await clock.advance(100);
  }
  // 9.5 s of rings.
  expect(taken).toEqual([false, true, true]);
  await clock.advance(5_000);
  expect(taken).toEqual([false, true, true, true]);
  await clock.advance(50_000);
  expect(taken, "nothing rings any more").toHaveLength(4);
  await background.stop();
});

test("a ring during a round causes another round", async () => {
  const clock = new HandClock();
  const wakeup = new Wakeup({ clock, intervalMs: 5_000 });
  let rounds = 0;
  const round = async () => {
    wakeup.take();
    rounds += 1;
    if (rounds === 1) {
      wakeup.ring();
    }
    return 60_000;
  };
  const background = repeatInBackground({ what: "work", round, retryMs: 1_000, wakeup, clock, log: silentLog });
  await clock.advance(0);
  expect(rounds).toBe(2);
  await background.stop();
});

test("a stop waits neither for a pause nor for the interval", async () => {
  const { clock, wakeup, taken, background } = start();
  await clock.advance(0);
  wakeup.ring();
  await clock.advance(0);
  wakeup.ring();
  await clock.advance(0);
  await background.stop();
  expect(taken).toEqual([false, true]);
});
