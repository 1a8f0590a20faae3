import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { DemoStack } from "../../src/project/demo/demo-stack.ts";
import { type EmulatedVendors, startEmulatedVendors } from "../../src/project/demo/emulated-vendors.ts";
import { findCloudflarePlugin } from "../../src/tools/sandbox/cloudflare-plugin.ts";
import { copyCheckout } from "./checkout.ts";
import { engine } from "./engine.ts";

export interface Deployment {
  readonly checkout: string;
  readonly stack: DemoStack;
  readonly vendors: EmulatedVendors;
}

/**
 * The example deployment in the test's own checkout; it is not up yet. `example` is a folder with another
 * configuration and other tenants.
 */
export async function prepareDeployment(example?: string): Promise<Deployment> {
  const checkout = await copyCheckout();
  if (example !== undefined) {
    rmSync(join(checkout, "examples/deployment/tenants"), { recursive: true });
    cpSync(example, join(checkout, "examples/deployment"), { recursive: true });
  }
  const plugin = findCloudflarePlugin({ PULUMI_HOME: checkout });
  const signal = new AbortController().signal;
  const stack = new DemoStack({ root: checkout, engine: engine(), pluginFolder: plugin.folder, signal });
  const vendors = await startEmulatedVendors(checkout, stack.folder, join(checkout, "examples/deployment/seed.yaml"));
  onTestFinished(() => vendors.stop());
  await stack.init(vendors);
  return { checkout, stack, vendors };
}
