/** A large fleet in many stacks: the time must not grow faster than their number. */
import { availableParallelism } from "node:os";
import type { BenchCase } from "../bench-case.ts";
import { figure } from "../figure.ts";
import { declareHostnames, fastUp } from "../fleet.ts";
import { mapConcurrently } from "../map-concurrently.ts";
import { Vendor } from "../vendor.ts";

/** The size of a shard: 200 tenants. */
const perStack = { full: 200, quick: 10 };
const stackCounts = { full: { few: 10, all: 50 }, quick: { few: 2, all: 6 } };
/** How much the total may exceed the extrapolation from the first stacks. */
const factorMax = 1.15;

export const shardedUp: BenchCase = {
  letter: "e",
  title: "up of a fleet sharded over stacks",
  run: async (context) => {
    const mode = context.isQuick ? "quick" : "full";
    const { few, all } = stackCounts[mode];
    const count = all * perStack[mode];
    const vendor = await Vendor.start(context);
    context.say(`creating ${all} empty stacks`);
    const numbers = Array.from({ length: all }, (_, index) => index + 1);
    const stacks = await mapConcurrently(numbers, availableParallelism(), (number) =>
      declareHostnames(context, vendor, { name: `shard-${number}`, count: perStack[mode] }),
    );
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    const doneAt: number[] = [];
    await mapConcurrently(stacks, availableParallelism(), async (stack) => {
      await stack.up(fastUp);
      doneAt.push(seconds());
      if (doneAt.length % few === 0) {
        context.say(`${doneAt.length} of ${all} stacks are up after ${seconds().toFixed(0)} s`);
      }
    });
    const whole = seconds();
    const fewTook = doneAt[few - 1] ?? Number.NaN;
    const name = (what: string) =>
      `e: up of ${count} custom hostnames in ${all} stacks, ${availableParallelism()} at once, no checkpoints: ${what}`;
    return [
      figure(name("time"), whole, "s"),
      figure(name(`time until the first ${few} stacks were up`), fewTook, "s"),
      figure(name("time by what the first stacks let expect"), whole / ((fewTook * all) / few), "times", {
        is: "at most",
        limit: factorMax,
      }),
      figure(name("resources in a second"), count / whole, "1/s"),
    ];
  },
};
