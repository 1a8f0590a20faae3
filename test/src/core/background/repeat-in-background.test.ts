import { expect, test } from "vitest";
import { repeatInBackground } from "../../../../src/core/background/repeat-in-background.ts";
import { HandClock } from "../../../support/hand-clock.ts";
import { silentLog } from "../../../support/silent-log.ts";

function start(rounds: (() => Promise<number>)[], retryMs = 1_000) {
  const clock = new HandClock();
  let count = 0;
  const round = () => {
    count += 1;
    return rounds[Math.min(count, rounds.length) - 1]?.() ?? Promise.resolve(100);
  };
  const background = repeatInBackground({ what: "work", round, retryMs, clock, log: silentLog });
  return { clock, background, count: () => count };
}

test("each round decides when the next one starts", async () => {
  const { clock, background, count } = start([async () => 50, async () => 500]);
  await clock.advance(0);
  expect(count()).toBe(1);
  await clock.advance(50);
  expect(count()).toBe(2);
  await clock.advance(499);
  expect(count()).toBe(2);
  await clock.advance(1);
  expect(count()).toBe(3);
  await background.stop();
});

test("a failed round is retried later, and the repetition continues", async () => {
  const { clock, background, count } = start([() => Promise.reject(new Error("away")), async () => 10_000]);
  await clock.advance(999);
  expect(count()).toBe(1);
  await clock.advance(1);
  expect(count()).toBe(2);
  await background.stop();
});

test("a stop waits for the current round, starts no other, and ends a pause at once", async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const { clock, background, count } = start([() => promise]);
  let isStopped = false;
  const stopped = background.stop().then(() => {
    isStopped = true;
  });
  await clock.advance(10);
  expect(isStopped).toBe(false);
  resolve(60_000);
  await stopped;
  expect(count()).toBe(1);
});
