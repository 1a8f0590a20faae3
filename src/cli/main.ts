#!/usr/bin/env node
import module from "node:module";
import { join } from "node:path";

// Node keeps compiled code, and TypeScript without its types, for the next command: it needs half the
// processor time. Only what is imported after this line is kept.
module.enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/marketplane"));
const { runCommand } = await import("./run-command.ts");
await runCommand(process.argv, process.env);
