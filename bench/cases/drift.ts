/** Scans an unchanged fleet for drift: calls, seconds and memory, compared with a refresh. */
import type { BenchCase, BenchContext } from "../bench-case.ts";
import { BenchStack } from "../bench-stack.ts";
import { driftRun } from "../drift-run.ts";
import { type Figure, figure } from "../figure.ts";
import { fleetOfListed } from "../listed-fleet.ts";
import { median } from "../median.ts";
import { latencyMs, Vendor } from "../vendor.ts";
import { bulkOff } from "./bulk-off.ts";

/**
 * Cloudflare's own budget, and the same rate scaled down so that reads one by one finish in reasonable time.
 */
const ownBudget = "1200/300";
const scaledBudget = { full: "240/60", quick: "24/6" };
const secondsMax = 15;
const megabytesMax = 500;
const pages = [
  { perPage: 50, callsMax: 240 },
  { perPage: 1_000, callsMax: 25 },
];
const fasterThan = { off: 50, on: 3 };

export const drift: BenchCase = {
  letter: "h",
  title: `drift of custom hostnames and licenses at ${latencyMs} ms`,
  run: async (context) => [...(await driftOfFleet(context)), ...(await besideRefresh(context))],
};

async function driftOfFleet(context: BenchContext): Promise<Figure[]> {
  const count = context.isQuick ? 500 : 10_000;
  const { vendor, stack } = await listedFleet(context, "drift", { count, rateLimit: ownBudget });
  const figures: Figure[] = [];
  for (const { perPage, callsMax } of pages) {
    const runs: Awaited<ReturnType<typeof driftRun>>[] = [];
    let calls = 0;
    for (let round = 1; round <= context.rounds; round += 1) {
      await vendor.nextBudget();
      await vendor.newCalls();
      runs.push(await driftRun(context, stack, { CLOUDFLARE_PER_PAGE: String(perPage) }));
      calls = await vendor.newCalls();
      context.say(
        `drift of ${count} and ${count}, ${perPage} per page, round ${round}: ${runs.at(-1)?.seconds.toFixed(1)} s, ${calls} calls`,
      );
    }
    const name = (what: string) => `h: drift of ${count} hostnames and ${count} licenses, ${perPage} per page: ${what}`;
    figures.push(
      figure(name("calls"), calls, "calls", { is: "at most", limit: callsMax }),
      figure(name("time"), median(runs.map(({ seconds }) => seconds)), "s", { is: "below", limit: secondsMax }),
      figure(name("memory"), Math.max(...runs.map(({ megabytes }) => megabytes)), "MB", {
        is: "below",
        limit: megabytesMax,
      }),
    );
  }
  return figures;
}

/** The same scan by the engine, at a size that it can finish. */
async function besideRefresh(context: BenchContext): Promise<Figure[]> {
  const count = context.isQuick ? 50 : 1_000;
  const rateLimit = context.isQuick ? scaledBudget.quick : scaledBudget.full;
  const { vendor, stack } = await listedFleet(context, "compared", { count, rateLimit });
  const preview = ["refresh", "--preview-only", "--expect-no-changes"];
  const drifts: number[] = [];
  const ons: number[] = [];
  for (let round = 1; round <= context.rounds; round += 1) {
    await vendor.nextBudget();
    drifts.push((await driftRun(context, stack)).seconds);
    await vendor.nextBudget();
    ons.push(await stack.run(preview));
    context.say(
      `${count} at ${rateLimit}, round ${round}: drift ${drifts.at(-1)?.toFixed(1)} s, refresh ${ons.at(-1)?.toFixed(1)} s`,
    );
  }
  await vendor.nextBudget();
  // Only once: it mostly waits for the vendor's next window, so other load does not matter.
  const off = await stack.run(preview, bulkOff);
  const name = (what: string) => `h: ${count} hostnames and ${count} licenses at ${rateLimit} s: ${what}`;
  const byDrift = (seconds: number) => seconds / median(drifts);
  const atLeast = (limit: number) => (context.isQuick ? undefined : ({ is: "at least", limit } as const));
  return [
    figure(name("drift"), median(drifts), "s"),
    figure(name("refresh --preview-only, bulk on"), median(ons), "s"),
    figure(name("refresh --preview-only, bulk off, one round"), off, "s"),
    figure(name("bulk on by drift"), byDrift(median(ons)), "times", atLeast(fasterThan.on)),
    figure(name("bulk off by drift"), byDrift(off), "times", atLeast(fasterThan.off)),
  ];
}

async function listedFleet(
  context: BenchContext,
  name: string,
  { count, rateLimit }: { readonly count: number; readonly rateLimit: string },
): Promise<{ vendor: Vendor; stack: BenchStack }> {
  const fleet = fleetOfListed(count);
  context.say(`a vendor with ${count} custom hostnames and ${count} licenses, and a stack that knows them`);
  const vendor = await Vendor.start(context, { rateLimit, seed: fleet.seed });
  const stack = await BenchStack.make(context, { program: "empty", name, variables: vendor.variables });
  await stack.importState(await fleet.stateOf(vendor.settings, name));
  return { vendor, stack };
}
