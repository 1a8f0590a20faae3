import { describe, expect, test } from "vitest";
import { headlineOf } from "../../../../../src/http/console/overview/headline.ts";
import type { Straggler } from "../../../../../src/http/console/overview/read-attention.ts";
import type { Fleet, FleetShare } from "../../../../../src/http/console/overview/read-fleet.ts";
import type { Workers } from "../../../../../src/http/console/overview/read-workers.ts";

const now = new Date("2026-11-22T08:00:00Z");
const minuteMs = 60_000;
const healthy = { source: "direct", state: "active", tenants: 3, unconverged: 0 } as const satisfies FleetShare;
const fleet: Fleet = { shares: [healthy], conditions: [], failing: 0, drift: 0 };
const idle: Workers = { atWork: [], dueShards: 0, lastRun: undefined };
const working: Workers = { atWork: [{ name: "worker-1", shards: 1 }], dueShards: 1, lastRun: undefined };

describe("the overview's headline", () => {
  const headline = (changes: { fleet?: Partial<Fleet>; workers?: Workers; waitsMinutes?: number }) =>
    headlineOf({
      viewer: { now },
      fleet: { ...fleet, ...changes.fleet },
      workers: changes.workers ?? idle,
      oldest: changes.waitsMinutes === undefined ? [] : [straggler(changes.waitsMinutes)],
    });

  test("says first that nobody is at work, once that lasts longer than a worker needs to take work up", () => {
    const asleep = { workers: { ...idle, dueShards: 2 }, fleet: { failing: 4, drift: 1 } };
    expect(headline({ ...asleep, waitsMinutes: 3 })).toMatchObject({ tone: "bad", title: "Nobody is at work" });
    expect(headline({ ...asleep, waitsMinutes: 1 }).title).toBe("4 tenants cannot be brought to what is wanted");
  });

  test("then what fails, then drift, then what is on its way, each with a way there", () => {
    const waiting = { shares: [{ ...healthy, unconverged: 1 }] };
    expect(headline({ fleet: { ...waiting, failing: 1, drift: 2 }, workers: working })).toMatchObject({
      tone: "bad",
      title: "1 tenant cannot be brought to what is wanted",
      link: { href: "/console/tenants?condition=failing" },
    });
    expect(headline({ fleet: { drift: undefined } }).title).toBe(headline({ fleet: { drift: 0 } }).title);
    expect(headline({ fleet: { ...waiting, drift: 2 } })).toMatchObject({
      tone: "warn",
      link: { href: "/console/drift" },
    });
    expect(headline({ fleet: waiting, workers: working })).toMatchObject({
      tone: "busy",
      title: "1 tenant on the way",
    });
  });

  test("says that everything is as wanted, and what to do where there is nothing yet", () => {
    expect(headline({})).toMatchObject({ tone: "good", title: "Everything is as wanted" });
    expect(headline({ fleet: { shares: [] } })).toMatchObject({ tone: "quiet", title: "No tenant yet" });
  });
});

function straggler(waitsMinutes: number): Straggler {
  const changedAt = new Date(now.getTime() - waitsMinutes * minuteMs);
  const tenant = { changedAt } as Straggler["tenant"];
  return { tenant, failures: null, retryAt: null };
}
