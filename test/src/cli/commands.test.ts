import { expect, it } from "vitest";
import { commands } from "../../../src/cli/commands.ts";

it.each(Object.entries(commands))("%s is loaded under the name that it goes by", async (name, load) => {
  const command = await load({});

  expect(command.name()).toBe(name);
  expect(command.description()).not.toBe("");
});
