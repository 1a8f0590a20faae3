/**
 * Creates resources, and compares with the engine's resources that do nothing. The difference is our cost.
 */

import type { BenchCase } from "../bench-case.ts";
import { BenchStack, type Program } from "../bench-stack.ts";
import { figure } from "../figure.ts";
import { declareHostnames, engineParallelism } from "../fleet.ts";
import { sideBySide } from "../rounds.ts";
import { latencyMs, Vendor } from "../vendor.ts";

const factorMax = 1.15;
/**
 * Gives a resource that does nothing a state as long as a custom hostname's. The engine writes the whole
 * state twice per create.
 */
const filler = 550;

export const create: BenchCase = {
  letter: "b",
  title: "up, against the engine's floor",
  run: async (context) => {
    const count = context.isQuick ? 50 : 500;
    const vendor = await Vendor.start(context);
    let calls = 0;
    const upOf =
      (program: Program, config: Readonly<Record<string, number>> = {}) =>
      async (round: number) => {
        const name = `create-${Object.keys(config).length}-${round}`;
        const stack = await BenchStack.make(context, { program, name, config: { count, ...config } });
        return stack.up();
      };
    const upOfHostnames = async (round: number) => {
      await vendor.reset();
      const stack = await declareHostnames(context, vendor, { name: `create-${round}`, count });
      const seconds = await stack.up();
      calls = await vendor.newCalls();
      return seconds;
    };
    const variants = {
      floor: upOf("nothing"),
      "floor of the same state": upOf("nothing", { filler }),
      ours: upOfHostnames,
      serialised: upOf("serialised"),
    };
    const seconds = await sideBySide(context.rounds, variants, (variant, round, value) =>
      context.say(`up of ${count}, ${variant}, round ${round}: ${value.toFixed(1)} s`),
    );
    const latency = (calls * latencyMs) / 1000 / engineParallelism;
    const limit = factorMax * seconds("floor") + latency;
    const name = (what: string) => `b: up of ${count} ${what}`;
    return [
      figure(name("resources that do nothing, constant line (the floor)"), seconds("floor"), "s"),
      figure(name("custom hostnames"), seconds("ours"), "s", { is: "at most", limit }),
      figure(name("custom hostnames: calls"), calls, "calls"),
      figure(name("custom hostnames: the vendor's latency, which the target includes"), latency, "s"),
      figure(
        name("custom hostnames, latency taken off, by the floor"),
        (seconds("ours") - latency) / seconds("floor"),
        "times",
      ),
      figure(
        name("resources that do nothing, each as long in the state as a custom hostname"),
        seconds("floor of the same state"),
        "s",
      ),
      figure(
        name("custom hostnames, latency taken off, by the floor of the same state"),
        (seconds("ours") - latency) / seconds("floor of the same state"),
        "times",
      ),
      figure(name("resources that do nothing, closure serialised"), seconds("serialised"), "s"),
    ];
  },
};
