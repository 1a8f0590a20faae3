#!/usr/bin/env node
/** `npm create marketplane`: the command `marketplane init`, which it shares with the command line. */
import "../core/config/plain-errors.ts";
import { initCommand } from "./commands/init.ts";
import { commandEnvironment } from "./kernel/command-environment.ts";

await initCommand(commandEnvironment(process.env)).name("create-marketplane").parseAsync();
