#!/usr/bin/env node
import module from "node:module";
import { join } from "node:path";

// Node caches compiled code and stripped TypeScript, which halves the processor time of the next command.
// Only modules imported after this line are cached.
module.enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/marketplane"));
const { runCommand } = await import("./run-command.ts");
await runCommand(process.argv, process.env);
