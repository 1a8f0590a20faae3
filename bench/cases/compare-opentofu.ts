/** Comparison with what a Terraform user has today. */
import type { BenchCase, BenchContext } from "../bench-case.ts";
import { existingFleet } from "../existing-fleet.ts";
import { type Figure, figure } from "../figure.ts";
import { declareHostnames, fastUp } from "../fleet.ts";
import { sideBySide } from "../rounds.ts";
import { Vendor } from "../vendor.ts";

/**
 * Seconds of OpenTofu 1.10 with Cloudflare's provider 5.22 on a comparable machine (2 cores, no other load)
 * at 50 ms latency without a rate limit. They are constants, because neither is on a package registry.
 */
const opentofu = [
  { count: 1_000, create: 13.7, refresh: 7.9 },
  { count: 5_000, create: 101.7, refresh: 55.5 },
];

/** Its figures for 1,000. A quick run only shows that the case works. */
const quick = { count: 100, create: 13.7, refresh: 7.9 };

export const compareOpentofu: BenchCase = {
  letter: "f",
  title: "comparison with OpenTofu 1.10 and Cloudflare's provider 5.22",
  run: async (context) => {
    const figures: Figure[] = [];
    for (const { count, create, refresh } of context.isQuick ? [quick] : opentofu) {
      const seconds = await measure(count, context);
      const name = (what: string) => `f: ${what} ${count} custom hostnames`;
      figures.push(
        figure(name("create"), seconds("create"), "s", { is: "below", limit: create }),
        figure(name("refresh"), seconds("refresh"), "s", { is: "below", limit: refresh }),
      );
    }
    return figures;
  },
};

async function measure(count: number, context: BenchContext): Promise<(what: "create" | "refresh") => number> {
  const vendor = await Vendor.start(context);
  const create = async (round: number) => {
    await vendor.reset();
    const stack = await declareHostnames(context, vendor, { name: `compared-${count}-${round}`, count });
    return stack.up(fastUp);
  };
  const { stack } = await existingFleet(context, count);
  const variants = { create, refresh: () => stack.refresh() };
  return sideBySide(context.rounds, variants, (what, round, value) =>
    context.say(`${what} of ${count}, round ${round}: ${value.toFixed(1)} s`),
  );
}
