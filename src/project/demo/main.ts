/**
 * `npm run demo`: creates, changes and destroys a whole deployment on the real engine and emulated vendors.
 */

import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { errorText } from "@marketplane/providers/error-text.ts";
import { installEngine } from "../../../engine/install.ts";
import { progressWriter } from "../../../engine/progress.ts";
import { findCloudflarePlugin } from "../../tools/sandbox/cloudflare-plugin.ts";
import { DemoStack } from "./demo-stack.ts";
import { type EmulatedVendors, startEmulatedVendors } from "./emulated-vendors.ts";
import { keepDemo, stopKeptDemo } from "./keep-demo.ts";
import { createNarrator, type Narrator } from "./narrator.ts";
import { type DemoContext, runStep, steps } from "./steps.ts";

const root = join(import.meta.dirname, "../../..");
/** The exit code that shells use for Ctrl-C. */
const interruptedExitCode = 130;
const usage = "usage: npm run demo [-- --keep | -- --stop NAME]";

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { keep: { type: "boolean", default: false }, stop: { type: "string" } },
  });
  const narrator = createNarrator(process.stdout);
  if (values.stop !== undefined) {
    await stopKeptDemo(root, values.stop);
    narrator.done(`${values.stop} has ended`);
    return;
  }
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => interrupt.abort(signal));
  }
  try {
    await runDemo(values.keep, narrator, interrupt.signal);
  } catch (error) {
    if (!interrupt.signal.aborted) {
      throw error;
    }
    narrator.failed(`stopped by ${interrupt.signal.reason}; the sandbox and the stack were deleted`);
    process.exitCode = interruptedExitCode;
  }
}

async function runDemo(isKept: boolean, narrator: Narrator, signal: AbortSignal): Promise<void> {
  const writer = progressWriter(process.stderr);
  const engine = await installEngine({ onProgress: writer.report }).finally(writer.end);
  const plugin = findCloudflarePlugin(process.env);
  const stack = new DemoStack({ root, engine, pluginFolder: plugin.folder, signal });
  let vendors: EmulatedVendors | undefined;
  let isDone = false;
  try {
    vendors = await startEmulatedVendors(root, stack.folder, `${root}/examples/deployment/seed.yaml`);
    narrator.step("marketplane: the seller's side of two marketplaces, as code");
    narrator.note(`engine    Pulumi ${engine.version}, a file backend in ${relative(root, stack.folder)}`);
    narrator.note(`vendors   a sandbox of Cloudflare, apifew and Clever Cloud at ${vendors.origin}`);
    narrator.note(`plugin    ${plugin.description}`);
    await stack.init(vendors);
    const context: DemoContext = { stack, vendors, narrator, results: [] };
    for (const step of isKept ? steps.slice(0, 1) : steps) {
      signal.throwIfAborted();
      await runStep(step, context);
    }
    narrator.table(context.results);
    isDone = true;
    if (isKept) {
      keepDemo(stack, vendors, narrator);
    }
  } finally {
    if (!isKept || !isDone) {
      vendors?.stop();
      stack.remove();
    }
  }
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  const isWrongUse = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  const message = errorText(error);
  process.stderr.write(`\n✗ ${message}\n${isWrongUse ? `${usage}\n` : ""}`);
  process.exitCode = 1;
});
