#!/usr/bin/env node
import module from "node:module";
import { join } from "node:path";

// Scripts ask for the version often, so it is printed before anything is loaded.
if (["--version", "-V"].includes(process.argv[2] ?? "")) {
  const manifest: unknown = module.createRequire(import.meta.url)("../../package.json");
  process.stdout.write(`${Object(manifest).version}\n`);
} else {
  // Node caches compiled code and stripped TypeScript, which halves the processor time of the next command.
  // Only modules imported after this line are cached.
  module.enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/marketplane"));
  const { runCommand } = await import("./run-command.ts");
  await runCommand(process.argv, process.env);
}
