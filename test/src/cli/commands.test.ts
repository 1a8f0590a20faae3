import { expect, it } from "vitest";
import { commands } from "../../../src/cli/commands.ts";
import { commandEnvironment } from "../../../src/cli/kernel/command-environment.ts";

it.each(Object.entries(commands))("%s is loaded under its own name and summary", async (name, { summary, load }) => {
  const command = await load(commandEnvironment({}));

  expect(command.name()).toBe(name);
  expect(command.description()).toBe(summary);
});
