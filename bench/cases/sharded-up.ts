/** A large fleet over many stacks: the time must grow with their number, and no faster. */
import { availableParallelism } from "node:os";
import type { BenchCase } from "../bench-case.ts";
import { figure } from "../figure.ts";
import { declareHostnames, fastUp } from "../fleet.ts";
import { inTurns } from "../in-turns.ts";
import { Vendor } from "../vendor.ts";

/** A stack of the control plane's (design: 200 tenants in a shard). */
const perStack = { full: 200, quick: 10 };
const stackCounts = { full: { few: 10, all: 50 }, quick: { few: 2, all: 6 } };
/** The few, times their number, may differ by this much from the time of all. */
const factorMax = 1.15;

export const shardedUp: BenchCase = {
  letter: "e",
  title: "up of a fleet sharded over stacks",
  run: async (context) => {
    const mode = context.isQuick ? "quick" : "full";
    const { few, all } = stackCounts[mode];
    const count = all * perStack[mode];
    const vendor = await Vendor.start(context);
    context.say(`making ${all} empty stacks`);
    const numbers = Array.from({ length: all }, (_, index) => index + 1);
    const stacks = await inTurns(numbers, availableParallelism(), (number) =>
      declareHostnames(context, vendor, { name: `shard-${number}`, count: perStack[mode] }),
    );
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    const doneAt: number[] = [];
    await inTurns(stacks, availableParallelism(), async (stack) => {
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
