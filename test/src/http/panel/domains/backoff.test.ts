import { describe, expect, it } from "vitest";
import { busyCheckingMs, nextCheckAt } from "../../../../../src/http/panel/domains/backoff.ts";

const start = new Date("2026-11-22T10:00:00Z");
const secondsOn = (seconds: number) => new Date(start.getTime() + seconds * 1_000);

/** Seconds between consecutive attempts, from the first one on. */
function delays(count: number): number[] {
  let from = start;
  return Array.from({ length: count }, () => {
    const next = nextCheckAt(start, from) ?? from;
    const seconds = (next.getTime() - from.getTime()) / 1_000;
    from = next;
    return seconds;
  });
}

describe("Cloudflare's schedule of validation", () => {
  it("is the published table", () => {
    expect(delays(12)).toEqual([60, 63, 66, 69, 72, 76, 80, 84, 88, 93, 242, 279]);
    const all = delays(75);
    expect([all[39], all[40], all[74]]).toEqual([13_975, 14_400, 14_400]);
  });

  it("ends after about seven days", () => {
    const days = delays(75).reduce((sum, seconds) => sum + seconds, 0) / 86_400;
    expect(days).toBeGreaterThan(6.5);
    expect(days).toBeLessThan(7.5);
    expect(nextCheckAt(start, secondsOn(8 * 86_400))).toBeUndefined();
  });

  it("checks frequently for its first ten attempts", () => {
    expect(busyCheckingMs).toBe(751_000);
  });

  it.each([
    [0, 60],
    [59, 60],
    [60, 123],
    [751, 993],
  ])("has its next check after %i s at %i s", (at, next) => {
    expect(nextCheckAt(start, secondsOn(at))).toEqual(secondsOn(next));
  });
});
