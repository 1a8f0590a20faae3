#!/usr/bin/env node
import { Command } from "commander";
import { commands } from "./commands.ts";

const environment = process.env;
// A command loads what it needs and nothing of the others, which would cost each of them a second; help is about all.
const named = Object.entries(commands).filter(([name]) => name === process.argv[2]);
const wanted = named.length > 0 ? named : Object.entries(commands);
const program = new Command("marketplane").description(
  "The vendor side of selling a SaaS through marketplaces, as code",
);
for (const command of await Promise.all(wanted.map(([, load]) => load(environment)))) program.addCommand(command);

await program.parseAsync();
