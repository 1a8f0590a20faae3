/** From an order to a converged tenant: one alone, a thousand at once, and a fleet for which there is nothing to do. */
import { setTimeout as sleep } from "node:timers/promises";
import { apifewBudget } from "@marketplane/providers/apifew/connect.ts";
import type { RateBudget } from "@marketplane/providers/http/rate-limiter.ts";
import type { BenchCase, BenchContext } from "../bench-case.ts";
import { BenchStack } from "../bench-stack.ts";
import { type Figure, figure } from "../figure.ts";
import { fastUp } from "../fleet.ts";
import { median } from "../median.ts";
import { ReconcilerStand, type RecordedRun } from "../reconciler-stand.ts";
import { latencyMs } from "../vendor.ts";

const noChangeSecondsMax = 0.6;
const loneMarginSeconds = 1;
const shareMin = 0.8;
/** Orders before those that are measured: they have the worker open a stack for each shard and compile what it runs. */
const warmUp = { full: 80, quick: 1 };
const loneOrders = { full: 5, quick: 2 };
/** User, license, hostname and config vars. */
const resourcesOfTenant = 4;
const burst = { full: 1_000, quick: 20 };
/** Cloudflare's own rate, and windows short enough that a bench sees several. */
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
  return ReconcilerStand.with(context, { name: "lone", count: before + orders }, async (stand) => {
    await orderAll(context, stand, 0, before);
    const lone: Lone[] = [];
    for (let index = before; index < before + orders; index += 1) {
      const one = await orderOne(context, stand, index);
      const [converged, idle] = [one.seconds.toFixed(2), one.idleSeconds.toFixed(2)];
      context.say(`a lone order: converged in ${converged} s, ${one.calls} calls; once more in ${idle} s`);
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
  /** From the order to a tenant that is what it should be. */
  readonly seconds: number;
  readonly calls: number;
  /** What the same run takes once more. */
  readonly idleSeconds: number;
}

async function orderOne({ signal }: BenchContext, stand: ReconcilerStand, index: number): Promise<Lone> {
  await stand.vendor.newCalls();
  const startedAt = performance.now();
  const id = await stand.order(index);
  await stand.untilConverged(signal);
  const seconds = (performance.now() - startedAt) / 1_000;
  const calls = await stand.vendor.newCalls();
  await stand.runAgain(id);
  await stand.untilConverged(signal);
  const again = (await stand.runs()).at(-1);
  if (again === undefined || !isIdle(again)) {
    throw new Error("a run that was to change nothing has changed something");
  }
  return { seconds, calls, idleSeconds: again.durationMs / 1_000 };
}

/** As fast as the engine makes as many resources that do nothing, or as the clients may call apifew, whichever is slower. */
async function burstAtOnce(context: BenchContext): Promise<Figure[]> {
  const [count, before] = [sizeOf(context, burst), sizeOf(context, warmUp)];
  const stack = await BenchStack.make(context, {
    program: "nothing",
    name: "reconcile-floor",
    config: { count: count * resourcesOfTenant },
  });
  const engine = await stack.up(fastUp);
  return ReconcilerStand.with(context, { name: "burst", count: before + count }, async (stand) => {
    await orderAll(context, stand, 0, before);
    await stand.vendor.newCalls();
    const seconds = await orderAll(context, stand, before, count);
    const calls = (await stand.vendor.newRoutes()).filter((route) => /^\/v\d\//.test(route)).length;
    const allowed = secondsWithin(apifewBudget, calls);
    const floors = `the engine's floor ${engine.toFixed(1)} s, apifew's budget ${allowed.toFixed(1)} s for ${calls} calls`;
    context.say(`${count} orders at once: ${seconds.toFixed(1)} s, ${floors}`);
    const quiet = await runsOfSteadyFleet(context, stand);
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

/** As fast as Cloudflare's budget allows for the calls that were made. */
async function burstUnderBudget(context: BenchContext): Promise<Figure[]> {
  const { tenants, calls, seconds } = sizeOf(context, budget);
  const rateLimit = `${calls}/${seconds}`;
  return ReconcilerStand.with(context, { name: "budget", count: tenants, rateLimit }, async (stand) => {
    await stand.vendor.newCalls();
    const took = await orderAll(context, stand, 0, tenants);
    const made = (await stand.vendor.newRoutes()).filter((route) => route.startsWith("/zones")).length;
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

/** Orders `count` add-ons, from the one with number `first` on, and waits for what comes of it. */
async function orderAll(context: BenchContext, stand: ReconcilerStand, first: number, count: number): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: count }, (_, index) => stand.order(first + index)));
  await stand.untilConverged(context.signal);
  return (performance.now() - startedAt) / 1_000;
}

async function runsOfSteadyFleet(context: BenchContext, stand: ReconcilerStand): Promise<number> {
  const { tenants, seconds } = sizeOf(context, steady);
  await stand.addConverged(tenants);
  const before = (await stand.runs()).length;
  await sleep(seconds * 1_000, undefined, { signal: context.signal });
  return (await stand.runs()).length - before;
}

/** How long so many calls take at least: a window lets its number through at once. */
function secondsWithin({ calls, windowMs }: RateBudget, made: number): number {
  return (Math.max(0, made / calls - 1) * windowMs) / 1_000;
}

function sizeOf<Size>({ isQuick }: BenchContext, { full, quick }: { readonly full: Size; readonly quick: Size }): Size {
  return isQuick ? quick : full;
}

function isIdle({ changes }: RecordedRun): boolean {
  return Object.keys(changes).every((kind) => kind === "same");
}

/** Small numbers prove nothing: the start of an engine is most of what they cost. */
function atLeast({ isQuick }: BenchContext, limit: number) {
  return isQuick ? undefined : ({ is: "at least", limit } as const);
}
