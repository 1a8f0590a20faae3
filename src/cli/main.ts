#!/usr/bin/env node
import { Command } from "commander";
import { sandboxCommand } from "./commands/sandbox.ts";

const program = new Command("marketplane")
  .description("The vendor side of selling a SaaS through marketplaces, as code")
  .addCommand(sandboxCommand);

await program.parseAsync();
