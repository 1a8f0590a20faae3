import { expect, test } from "vitest";
import { closeInOrder } from "../../../src/serve/close-in-order.ts";
import { silentLog } from "../../support/silent-log.ts";

test("what was opened last is closed first; what fails or hangs keeps nothing else open, and nothing is closed twice", async () => {
  const closed: string[] = [];
  const ending = closeInOrder(silentLog);
  ending.defer("database", async () => void closed.push("database"));
  ending.defer("queue", () => Promise.reject(new Error("broken")));
  ending.defer("ledger", () => new Promise(() => undefined), 5);
  ending.defer("http", async () => void closed.push("http"));
  await ending.close();
  await ending.close();
  expect(closed).toEqual(["http", "database"]);
});
