/** The size of a resource's state, without its inputs and outputs. */
import { z } from "zod";
import type { BenchCase } from "../bench-case.ts";
import { figure } from "../figure.ts";
import { declareHostnames, fastUp } from "../fleet.ts";
import { Vendor } from "../vendor.ts";

const bytesMax = 1_200;
const Properties = z.record(z.string(), z.unknown()).default({});
const StateFile = z.object({
  checkpoint: z.object({
    latest: z.object({ resources: z.array(z.object({ type: z.string(), inputs: Properties, outputs: Properties })) }),
  }),
});

export const stateSize: BenchCase = {
  letter: "d",
  title: "bytes of state for each resource",
  run: async (context) => {
    const count = context.isQuick ? 50 : 500;
    const vendor = await Vendor.start(context, { latency: 0 });
    const empty = await declareHostnames(context, vendor, { name: "state-none", count: 0 });
    const full = await declareHostnames(context, vendor, { name: "state-all", count });
    await empty.up();
    await full.up(fastUp);
    const whole = (bytesOf(full.readState()) - bytesOf(empty.readState())) / count;
    const own = ownBytes(full.readState()) / count;
    return [
      figure("d: state of a custom hostname, all of it", whole, "bytes"),
      figure("d: state of a custom hostname, its inputs and outputs as compact JSON", own, "bytes"),
      figure("d: state of a custom hostname beyond its inputs and outputs", whole - own, "bytes", {
        is: "at most",
        limit: bytesMax,
      }),
    ];
  },
};

function ownBytes(state: string): number {
  const { resources } = StateFile.parse(JSON.parse(state)).checkpoint.latest;
  const ours = resources.filter(({ type }) => type.includes("CustomHostname"));
  return ours.reduce((sum, { inputs, outputs }) => sum + compactBytes(inputs) + compactBytes(outputs), 0);
}

/** The provider line belongs to the engine, not to the resource. */
function compactBytes({ __provider: _line, ...own }: Readonly<Record<string, unknown>>): number {
  return bytesOf(JSON.stringify(own));
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
