/** Refreshes an unchanged fleet: calls and seconds, with and without bulk reads. */
import type { BenchCase, BenchContext } from "../bench-case.ts";
import { existingFleet } from "../existing-fleet.ts";
import { type Figure, figure } from "../figure.ts";
import { sideBySide } from "../rounds.ts";
import { latencyMs } from "../vendor.ts";
import { bulkOff } from "./bulk-off.ts";
import { refreshUnderBudget } from "./refresh-under-budget.ts";

/** Cloudflare's default page size. */
const perPage = 50;
/** The first reads are sent one by one, and one more page may be requested. */
const callsBeside = 5;

export const refresh: BenchCase = {
  letter: "a",
  title: `refresh of custom hostnames at ${latencyMs} ms`,
  run: async (context) => {
    const figures: Figure[] = [];
    for (const size of context.isQuick ? [100] : [100, 1_000, 5_000]) {
      figures.push(...(await refreshOf(size, context)));
    }
    return [...figures, ...(await refreshUnderBudget(context))];
  },
};

async function refreshOf(size: number, context: BenchContext): Promise<Figure[]> {
  const { vendor, stack } = await existingFleet(context, size);
  const calls = { on: 0, off: 0 };
  const cpu = { on: 0, off: 0 };
  const measure = (bulk: "on" | "off") => async () => {
    await vendor.newCalls();
    vendor.newCpuSeconds();
    const seconds = await stack.refresh(bulk === "off" ? bulkOff : {});
    cpu[bulk] = vendor.newCpuSeconds();
    calls[bulk] = await vendor.newCalls();
    return seconds;
  };
  const seconds = await sideBySide(context.rounds, { on: measure("on"), off: measure("off") }, (bulk, round, value) =>
    context.say(`refresh of ${size}, bulk ${bulk}, round ${round}: ${value.toFixed(1)} s, ${calls[bulk]} calls`),
  );
  const name = (what: string, bulk: string) => `a: refresh of ${size} hostnames, bulk ${bulk}: ${what}`;
  const callsMax = Math.ceil(size / perPage) + callsBeside;
  return [
    figure(name("calls", "on"), calls.on, "calls", { is: "at most", limit: callsMax }),
    figure(name("calls", "off"), calls.off, "calls"),
    figure(name("time", "on"), seconds("on"), "s", { is: "at most", limit: seconds("off") }),
    figure(name("time", "off"), seconds("off"), "s"),
    figure(name("processor time of the sandbox", "on"), cpu.on, "s"),
    figure(name("processor time of the sandbox", "off"), cpu.off, "s"),
  ];
}
