import { expect, test } from "vitest";
import { inTurn } from "../../../providers/apifew/in-turn.ts";

test("one subject's runs follow each other, also after a failure, and others go beside them", async () => {
  const events: string[] = [];
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const first = inTurn("jane", async () => {
    await gate;
    events.push("first");
    throw new Error("no");
  });
  const second = inTurn("jane", async () => events.push("second"));
  await inTurn("john", async () => events.push("other"));
  open();

  await expect(first).rejects.toThrow("no");
  await second;
  expect(events).toEqual(["other", "first", "second"]);
});
