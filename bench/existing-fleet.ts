import type { BenchContext } from "./bench-case.ts";
import type { BenchStack } from "./bench-stack.ts";
import { declareHostnames, fastUp } from "./fleet.ts";
import { Vendor } from "./vendor.ts";

/** A fleet that is up, at its own vendor. */
export interface ExistingFleet {
  readonly vendor: Vendor;
  readonly stack: BenchStack;
}

const fleets = new Map<number, Promise<ExistingFleet>>();

/** A stack of custom hostnames, shared by all cases, because creating thousands takes a minute. */
export function existingFleet(context: BenchContext, count: number): Promise<ExistingFleet> {
  const made = fleets.get(count) ?? make(context, count);
  fleets.set(count, made);
  return made;
}

async function make(context: BenchContext, count: number): Promise<ExistingFleet> {
  const vendor = await Vendor.start(context);
  const stack = await declareHostnames(context, vendor, { name: `fleet-${count}`, count });
  context.say(`creating a fleet of ${count} custom hostnames`);
  await stack.up(fastUp);
  // Certificates progress after a create has ended. This refresh records that, so that it is not measured.
  await stack.refresh();
  return { vendor, stack };
}
