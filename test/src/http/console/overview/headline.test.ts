import { describe, expect, test } from "vitest";
import type { FleetShare, Straggler } from "../../../../../src/core/ledger/tenants.ts";
import { headlineOf } from "../../../../../src/http/console/overview/headline.ts";
import type { Fleet } from "../../../../../src/http/console/overview/read-fleet.ts";
import type { Workers } from "../../../../../src/http/console/overview/read-workers.ts";

const now = new Date("2026-11-22T08:00:00Z");
const minuteMs = 60_000;
const healthy = {
  source: "direct",
  state: "active",
  tenants: 3,
  unconverged: 0,
  statuses: {},
} as const satisfies FleetShare;
const fleet: Fleet = { shares: [healthy], failing: 0, drift: 0 };
const idle: Workers = { active: [], dueShards: 0, lastRun: undefined };
const working: Workers = { active: [{ name: "worker-1", shards: 1 }], dueShards: 1, lastRun: undefined };

describe("the overview's headline", () => {
  const headline = (changes: { fleet?: Partial<Fleet>; workers?: Workers; waitsMinutes?: number }) =>
    headlineOf({
      viewer: { now },
      fleet: { ...fleet, ...changes.fleet },
      workers: changes.workers ?? idle,
      oldest: changes.waitsMinutes === undefined ? [] : [straggler(changes.waitsMinutes)],
    });

  test("reports first that no worker is running, once work has been due for longer than a worker needs to start", () => {
    const asleep = { workers: { ...idle, dueShards: 2 }, fleet: { failing: 4, drift: 1 } };
    expect(headline({ ...asleep, waitsMinutes: 3 })).toMatchObject({ tone: "bad", title: "No worker is running" });
    expect(headline({ ...asleep, waitsMinutes: 1 }).title).toBe("4 tenants failing");
  });

  test("reports next failing tenants, then drift, then tenants in progress, each with a link", () => {
    const waiting = { shares: [{ ...healthy, unconverged: 1 }] };
    expect(headline({ fleet: { ...waiting, failing: 1, drift: 2 }, workers: working })).toMatchObject({
      tone: "bad",
      title: "1 tenant failing",
      link: { href: "/console/tenants?condition=failing" },
    });
    expect(headline({ fleet: { drift: undefined } }).title).toBe(headline({ fleet: { drift: 0 } }).title);
    expect(headline({ fleet: { ...waiting, drift: 2 } })).toMatchObject({
      tone: "warn",
      link: { href: "/console/drift" },
    });
    expect(headline({ fleet: waiting, workers: working })).toMatchObject({
      tone: "busy",
      title: "1 tenant in progress",
    });
  });

  test("reports that everything converged, or how tenants are created if there are none", () => {
    expect(headline({})).toMatchObject({ tone: "good", title: "Everything converged" });
    expect(headline({ fleet: { shares: [] } })).toMatchObject({ tone: "quiet", title: "No tenants yet" });
  });
});

function straggler(waitsMinutes: number): Straggler {
  const changedAt = new Date(now.getTime() - waitsMinutes * minuteMs);
  const tenant = { changedAt } as Straggler["tenant"];
  return { tenant, failures: null, retryAt: null };
}
