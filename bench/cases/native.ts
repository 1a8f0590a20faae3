/** The native provider from YAML and from TypeScript beside the dynamic resources, at ordinary and large sizes. */
import type { BenchCase, BenchContext } from "../bench-case.ts";
import type { BenchStack } from "../bench-stack.ts";
import { type Figure, figure, type Target } from "../figure.ts";
import { declareHostnames, engineParallelism } from "../fleet.ts";
import { median } from "../median.ts";
import { type NativePrograms, prepareNativePrograms } from "../native-programs.ts";
import { latencyMs, Vendor } from "../vendor.ts";

const operations = ["preview", "up", "refresh", "up without a change"] as const;
type Operation = (typeof operations)[number];

const variants = ["YAML", "TypeScript", "dynamic"] as const;
type Variant = (typeof variants)[number];

/** The limits for ten hostnames, the size of an ordinary day. */
const ordinarySize = 10;
const ordinaryLimits: Partial<Record<Operation, Partial<Record<Variant, number>>>> = {
  preview: { YAML: 1, TypeScript: 1.8, dynamic: 2 },
  "up without a change": { YAML: 1 },
};
const floorFactorMax = 1.15;
const floorSize = 500;
/** Makes the state of a resource that does nothing as long as a custom hostname's. */
const filler = "x".repeat(550);

export const native: BenchCase = {
  letter: "k",
  title: `native provider beside dynamic resources at ${latencyMs} ms`,
  run: async (context) => {
    const programs = await prepareNativePrograms(context);
    const vendor = await Vendor.start(context);
    const sizes = context.sizes ?? (context.isQuick ? [1, 10] : [1, 10, 100, 500, 1_000]);
    const figures: Figure[] = [];
    for (const size of sizes) {
      figures.push(...(await compareAt(size, { context, programs, vendor })));
    }
    return figures;
  },
};

interface Bed {
  readonly context: BenchContext;
  readonly programs: NativePrograms;
  readonly vendor: Vendor;
}

async function compareAt(size: number, bed: Bed): Promise<Figure[]> {
  const { context, vendor } = bed;
  const seconds = new Map<string, number[]>();
  const note = (key: string, value: number) => seconds.set(key, [...(seconds.get(key) ?? []), value]);
  let calls = 0;
  for (let round = 1; round <= context.rounds; round += 1) {
    for (const variant of variants) {
      await vendor.reset();
      const stack = await makeStack(variant, `${variant.toLowerCase()}-${size}-${round}`, size, bed);
      for (const operation of operations) {
        await vendor.newCalls();
        const value = await run(stack, operation);
        calls = operation === "up" && variant === "YAML" ? await vendor.newCalls() : calls;
        note(`${variant} ${operation}`, value);
        context.say(`${operation} of ${size}, ${variant}, round ${round}: ${value.toFixed(2)} s`);
      }
    }
    if (size === floorSize) {
      const stack = await makeFloor(`floor-${size}-${round}`, size, bed);
      note("floor", await stack.up());
    }
  }
  const secondsOf = (variant: Variant, operation: Operation) => median(seconds.get(`${variant} ${operation}`) ?? []);
  return [
    ...operations.flatMap((operation) =>
      variants.map((variant) => {
        const limits = [
          ...(variant === "dynamic" ? [] : [secondsOf("dynamic", operation)]),
          ...(size === ordinarySize ? [ordinaryLimits[operation]?.[variant] ?? []].flat() : []),
        ];
        const target: Target | undefined =
          limits.length === 0 ? undefined : { is: "at most", limit: Math.min(...limits) };
        return figure(`k: ${operation} of ${size} hostnames, ${variant}`, secondsOf(variant, operation), "s", target);
      }),
    ),
    ...(size === floorSize ? floorFigures(median(seconds.get("floor") ?? []), secondsOf("YAML", "up"), calls) : []),
  ];
}

function run(stack: BenchStack, operation: Operation): Promise<number> {
  switch (operation) {
    case "preview":
      return stack.preview();
    case "refresh":
      return stack.refresh();
    case "up":
    case "up without a change":
      return stack.up();
  }
}

function makeStack(variant: Variant, name: string, count: number, { context, programs, vendor }: Bed) {
  const { zoneId, variables } = vendor;
  switch (variant) {
    case "dynamic":
      return declareHostnames(context, vendor, { name, count });
    case "TypeScript":
      return programs.typescript({ name, config: { count, prefix: name, zoneId }, variables });
    case "YAML": {
      const resource = (own: string) => ({
        type: "marketplane:cloudflare:CustomHostname",
        properties: {
          zoneId,
          hostname: `${own}.customers.acme-shoes.com`,
          ssl: { method: "http", settings: { minTlsVersion: "1.2" } },
          waitFor: "none",
        },
      });
      return programs.yaml({ name, count, resource, variables });
    }
  }
}

function makeFloor(name: string, count: number, { programs }: Bed) {
  const resource = (label: string) => ({ type: "nothing:index:Nothing", properties: { label, filler } });
  return programs.yaml({ name, count, resource });
}

function floorFigures(floor: number, ours: number, calls: number): Figure[] {
  const latency = (calls * latencyMs) / 1000 / engineParallelism;
  const name = (what: string) => `k: up of ${floorSize} ${what}`;
  return [
    figure(name("native resources that do nothing, with a state of the same size (the floor)"), floor, "s"),
    figure(name("hostnames from YAML, latency taken off, by the floor"), (ours - latency) / floor, "times", {
      is: "at most",
      limit: floorFactorMax,
    }),
  ];
}
