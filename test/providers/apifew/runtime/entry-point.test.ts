import { join } from "node:path";
import { expect, test } from "vitest";
import { runProcess } from "../../../../engine/run-process.ts";

const root = join(import.meta.dirname, "../../../..");

const program = `
import { registerHooks } from "node:module";
const packages = new Set();
registerHooks({
  resolve(specifier, context, nextResolve) {
    if (context.parentURL?.includes("/providers/") && !/^(\\.|node:)/.test(specifier)) packages.add(specifier);
    return nextResolve(specifier, context);
  },
});
const runtime = await import("@marketplane/providers/apifew-runtime");
console.log(Object.keys(runtime).sort().join());
console.log([...packages].sort().join());
`;

test("the entry point for products loads neither Pulumi's SDK nor a web framework", async () => {
  const { stdout, stderr } = await runProcess(process.execPath, ["--input-type=module", "-e", program], { cwd: root });

  expect([...stdout, ...stderr]).toEqual([
    "VendorError,createCounterReader,createGatewayClient,createLicenseCheck,createTokenGate,tokenHook,tokenListener,tokenMiddleware",
    "p-limit,zod",
  ]);
});
