import type { BenchContext } from "./bench-case.ts";
import type { BenchStack } from "./bench-stack.ts";
import { declareHostnames, fastUp } from "./fleet.ts";
import { Vendor } from "./vendor.ts";

/** A fleet that is up, at a vendor of its own. */
export interface StandingFleet {
  readonly vendor: Vendor;
  readonly stack: BenchStack;
}

const fleets = new Map<number, Promise<StandingFleet>>();

/** A stack of so many custom hostnames; made once for all cases, as making thousands takes a minute. */
export function standingFleet(context: BenchContext, count: number): Promise<StandingFleet> {
  const made = fleets.get(count) ?? make(context, count);
  fleets.set(count, made);
  return made;
}

async function make(context: BenchContext, count: number): Promise<StandingFleet> {
  const vendor = await Vendor.start(context);
  const stack = await declareHostnames(context, vendor, { name: `fleet-${count}`, count });
  context.say(`making a fleet of ${count} custom hostnames`);
  await stack.up(fastUp);
  // The certificates that are being ordered when a create ends have come further: that is seen here, and not measured.
  await stack.refresh();
  return { vendor, stack };
}
