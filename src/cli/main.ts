#!/usr/bin/env node
import { Command } from "commander";
import { adoptCommand } from "./commands/adopt.ts";
import { sandboxCommand } from "./commands/sandbox.ts";

const program = new Command("marketplane")
  .description("The vendor side of selling a SaaS through marketplaces, as code")
  .addCommand(sandboxCommand)
  .addCommand(adoptCommand({ configured: () => undefined, environment: (name) => process.env[name] }));

await program.parseAsync();
