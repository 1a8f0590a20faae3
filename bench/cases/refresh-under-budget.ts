import type { BenchContext } from "../bench-case.ts";
import { type Figure, figure } from "../figure.ts";
import { declareHostnames, fastUp } from "../fleet.ts";
import { median } from "../median.ts";
import { Vendor } from "../vendor.ts";
import { bulkOff } from "./bulk-off.ts";

/**
 * Cloudflare's own budget is 1200 calls in 300 s. This is the same rate, scaled down so that the run
 * finishes.
 */
const budget = { full: "240/60", quick: "24/6" };
const fasterMin = 20;

/** Refreshes with the vendor's rate limit: reads one by one mostly wait for the next window. */
export async function refreshUnderBudget(context: BenchContext): Promise<Figure[]> {
  const size = context.isQuick ? 100 : 1_000;
  const rateLimit = context.isQuick ? budget.quick : budget.full;
  const vendor = await Vendor.start(context, { rateLimit });
  const stack = await declareHostnames(context, vendor, { name: "budget", count: size });
  context.say(
    `creating ${size} custom hostnames at a vendor whose clock runs ahead, so that its budget does not limit them`,
  );
  await vendor.whileTimeFlies(() => stack.up({ ...fastUp, ...Vendor.unlimited }));
  await stack.refresh(Vendor.unlimited);
  const on: number[] = [];
  for (let round = 1; round <= context.rounds; round += 1) {
    await vendor.nextWindow();
    on.push(await stack.refresh());
    context.say(`refresh of ${size} at ${rateLimit}, bulk on, round ${round}: ${on.at(-1)?.toFixed(1)} s`);
  }
  // Only once: it takes minutes, mostly waiting, so other load does not matter.
  await vendor.nextWindow();
  context.say(`refresh of ${size} at ${rateLimit}, bulk off: about ${context.isQuick ? 24 : 240} s`);
  const off = await stack.refresh(bulkOff);
  const name = (what: string) => `a: refresh of ${size} hostnames at ${rateLimit} s, ${what}`;
  return [
    figure(name("bulk on: time"), median(on), "s"),
    figure(name("bulk off: time, one round"), off, "s"),
    figure(name("off by on"), off / median(on), "times", {
      is: "at least",
      limit: context.isQuick ? 1 : fasterMin,
    }),
  ];
}
