import { join } from "node:path";
import { onTestFinished } from "vitest";
import { findCloudflarePlugin } from "../../src/project/demo/cloudflare-plugin.ts";
import { DemoStack } from "../../src/project/demo/demo-stack.ts";
import { type EmulatedVendors, startEmulatedVendors } from "../../src/project/demo/emulated-vendors.ts";
import { copyCheckout } from "./checkout.ts";
import { engine } from "./engine.ts";

export interface Deployment {
  readonly checkout: string;
  readonly stack: DemoStack;
  readonly world: EmulatedVendors;
}

/** The example deployment in the test's own checkout; it is not up yet. */
export async function prepareDeployment(): Promise<Deployment> {
  const checkout = await copyCheckout();
  const plugin = findCloudflarePlugin(checkout, "0.0.0", { PULUMI_HOME: checkout });
  const signal = new AbortController().signal;
  const stack = new DemoStack({ root: checkout, engine: engine(), pluginFolder: plugin.folder, signal });
  const world = await startEmulatedVendors(checkout, stack.folder, join(checkout, "examples/deployment/seed.yaml"));
  onTestFinished(() => world.stop());
  await stack.init(world);
  return { checkout, stack, world };
}
