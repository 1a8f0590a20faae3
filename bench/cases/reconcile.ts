/** From an order to a converged tenant: one alone, a thousand at once, and a fleet without changes. */
import { setTimeout as sleep } from "node:timers/promises";
import { apifewBudget } from "@marketplane/providers/apifew/connect.ts";
import type { RateBudget } from "@marketplane/providers/http/rate-limiter.ts";
import type { BenchCase, BenchContext } from "../bench-case.ts";
import { BenchStack } from "../bench-stack.ts";
import { type Figure, figure } from "../figure.ts";
import { fastUp } from "../fleet.ts";
import { median } from "../median.ts";
import { ReconcilerBed, type RecordedRun } from "../reconciler-bed.ts";
import { latencyMs } from "../vendor.ts";

const noChangeSecondsMax = 0.6;
const loneMarginSeconds = 1;
const shareMin = 0.8;
/** Orders before the measured ones: they make the worker create each shard's stack and compile its code. */
const warmUp = { full: 80, quick: 1 };
const loneOrders = { full: 5, quick: 2 };
/** User, license, hostname and config vars. */
const resourcesOfTenant = 4;
const burst = { full: 1_000, quick: 20 };
/** Cloudflare's own rate, with windows that are short enough to see several. */
const budget = { full: { tenants: 300, calls: 120, seconds: 30 }, quick: { tenants: 20, calls: 12, seconds: 3 } };
const steady = { full: { tenants: 10_000, seconds: 30 }, quick: { tenants: 500, seconds: 7 } };

export const reconcile: BenchCase = {
  letter: "i",
  title: `from orders to converged tenants at ${latencyMs} ms`,
  run: async (context) => [
    ...(await lone(context)),
    ...(await burstAtOnce(context)),
    ...(await burstUnderBudget(context)),
  ],
};

async function lone(context: BenchContext): Promise<Figure[]> {
  const [orders, before] = [sizeOf(context, loneOrders), sizeOf(context, warmUp)];
  return ReconcilerBed.with(context, { name: "lone", count: before + orders }, async (bed) => {
    await orderAll(context, bed, 0, before);
    const lone: Lone[] = [];
    for (let index = before; index < before + orders; index += 1) {
      const one = await orderOne(context, bed, index);
      const [converged, idle] = [one.seconds.toFixed(2), one.idleSeconds.toFixed(2)];
      context.say(`a lone order: converged in ${converged} s, ${one.calls} calls; a run without changes ${idle} s`);
      lone.push(one);
    }
    const calls = median(lone.map((one) => one.calls));
    const idle = median(lone.map((one) => one.idleSeconds));
    const atMost = (limit: number) => (context.isQuick ? undefined : ({ is: "at most", limit } as const));
    const limit = idle + (calls * latencyMs) / 1_000 + loneMarginSeconds;
    return [
      figure("i: run that changes nothing", idle, "s", atMost(noChangeSecondsMax)),
      figure("i: lone order: calls", calls, "calls"),
      figure("i: lone order: converged", median(lone.map((one) => one.seconds)), "s", atMost(limit)),
    ];
  });
}

interface Lone {
  /** Seconds from the order to the converged tenant. */
  readonly seconds: number;
  readonly calls: number;
  /** Seconds of the same run without changes. */
  readonly idleSeconds: number;
}

async function orderOne({ signal }: BenchContext, bed: ReconcilerBed, index: number): Promise<Lone> {
  await bed.vendor.newCalls();
  const startedAt = performance.now();
  const id = await bed.order(index);
  await bed.untilConverged(signal);
  const seconds = (performance.now() - startedAt) / 1_000;
  const calls = await bed.vendor.newCalls();
  await bed.runAgain(id);
  await bed.untilConverged(signal);
  const again = (await bed.runs()).at(-1);
  if (again === undefined || !isIdle(again)) {
    throw new Error("a run without changes changed something");
  }
  return { seconds, calls, idleSeconds: again.durationMs / 1_000 };
}

/**
 * Compared with the slower of two limits: the engine creating as many resources that do nothing, and apifew's
 * rate limit.
 */
async function burstAtOnce(context: BenchContext): Promise<Figure[]> {
  const [count, before] = [sizeOf(context, burst), sizeOf(context, warmUp)];
  const stack = await BenchStack.make(context, {
    program: "nothing",
    name: "reconcile-floor",
    config: { count: count * resourcesOfTenant },
  });
  const engine = await stack.up(fastUp);
  return ReconcilerBed.with(context, { name: "burst", count: before + count }, async (bed) => {
    await orderAll(context, bed, 0, before);
    await bed.vendor.newCalls();
    const seconds = await orderAll(context, bed, before, count);
    const calls = (await bed.vendor.newRoutes()).filter((route) => /^\/v\d\//.test(route)).length;
    const allowed = secondsWithin(apifewBudget, calls);
    const floors = `the engine's floor ${engine.toFixed(1)} s, apifew's budget ${allowed.toFixed(1)} s for ${calls} calls`;
    context.say(`${count} orders at once: ${seconds.toFixed(1)} s, ${floors}`);
    const quiet = await runsOfSteadyFleet(context, bed);
    const name = (what: string) => `i: ${count} orders at once: ${what}`;
    return [
      figure(name("converged"), seconds, "s"),
      figure(name("the engine's floor"), engine, "s"),
      figure(name("what apifew's budget allows"), allowed, "s"),
      figure(
        name("pace, by the slower of both"),
        Math.max(engine, allowed) / seconds,
        "times",
        atLeast(context, shareMin),
      ),
      figure("i: runs for a fleet in which nothing changes", quiet, "runs", { is: "at most", limit: 0 }),
    ];
  });
}

/** Compared with the time that Cloudflare's budget requires for the calls. */
async function burstUnderBudget(context: BenchContext): Promise<Figure[]> {
  const { tenants, calls, seconds } = sizeOf(context, budget);
  const rateLimit = `${calls}/${seconds}`;
  return ReconcilerBed.with(context, { name: "budget", count: tenants, rateLimit }, async (bed) => {
    await bed.vendor.newCalls();
    const took = await orderAll(context, bed, 0, tenants);
    const made = (await bed.vendor.newRoutes()).filter((route) => route.startsWith("/zones")).length;
    const possible = secondsWithin({ calls, windowMs: seconds * 1_000 }, made);
    context.say(`${tenants} orders at ${rateLimit} s: ${took.toFixed(1)} s for ${made} calls`);
    const name = (what: string) => `i: ${tenants} orders at ${rateLimit} s: ${what}`;
    return [
      figure(name("converged"), took, "s"),
      figure(name("calls of Cloudflare"), made, "calls"),
      figure(name("pace, by the vendor's budget"), possible / took, "times", atLeast(context, shareMin)),
    ];
  });
}

/** Orders `count` add-ons, starting with number `first`, and waits until their tenants have converged. */
async function orderAll(context: BenchContext, bed: ReconcilerBed, first: number, count: number): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: count }, (_, index) => bed.order(first + index)));
  await bed.untilConverged(context.signal);
  return (performance.now() - startedAt) / 1_000;
}

async function runsOfSteadyFleet(context: BenchContext, bed: ReconcilerBed): Promise<number> {
  const { tenants, seconds } = sizeOf(context, steady);
  await bed.addConverged(tenants);
  const before = (await bed.runs()).length;
  await sleep(seconds * 1_000, undefined, { signal: context.signal });
  return (await bed.runs()).length - before;
}

/** The minimum time of so many calls: a window allows its whole number at once. */
function secondsWithin({ calls, windowMs }: RateBudget, made: number): number {
  return (Math.max(0, made / calls - 1) * windowMs) / 1_000;
}

function sizeOf<Size>({ isQuick }: BenchContext, { full, quick }: { readonly full: Size; readonly quick: Size }): Size {
  return isQuick ? quick : full;
}

function isIdle({ changes }: RecordedRun): boolean {
  return Object.keys(changes).every((kind) => kind === "same");
}

/** Small numbers prove nothing, because the engine's start dominates. */
function atLeast({ isQuick }: BenchContext, limit: number) {
  return isQuick ? undefined : ({ is: "at least", limit } as const);
}
