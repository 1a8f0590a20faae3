import { expect, test } from "vitest";
import { keyedMutex } from "../../../../providers/apifew/license/keyed-mutex.ts";

test("tasks with the same key run one at a time, even after a failure, and those with other keys run in parallel", async () => {
  const events: string[] = [];
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const first = keyedMutex("jane", async () => {
    await gate;
    events.push("first");
    throw new Error("no");
  });
  const second = keyedMutex("jane", async () => events.push("second"));
  await keyedMutex("john", async () => events.push("other"));
  open();

  await expect(first).rejects.toThrow("no");
  await second;
  expect(events).toEqual(["other", "first", "second"]);
});
