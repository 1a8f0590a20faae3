#!/usr/bin/env node
import "../core/config/plain-errors.ts";
import { Command } from "commander";
import { commands } from "./commands.ts";

// A secret that comes from a file often ends with a line break, which no variable of ours means.
const environment = Object.fromEntries(
  Object.entries(process.env).map(([name, value]) => [name, value?.replace(/[\r\n]+$/, "")]),
);
// A command loads what it needs and nothing of the others, which would cost each of them a second; help is about all.
const named = Object.entries(commands).filter(([name]) => name === process.argv[2]);
const wanted = named.length > 0 ? named : Object.entries(commands);
const program = new Command("marketplane").description(
  "The seller's side of selling a SaaS through marketplaces, as code",
);
for (const command of await Promise.all(wanted.map(([, load]) => load(environment)))) {
  program.addCommand(command);
}

await program.parseAsync();
