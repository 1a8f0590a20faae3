import { expect, test } from "vitest";
import { closeInOrder } from "../../../../src/core/background/close-in-order.ts";
import { silentLog } from "../../../support/silent-log.ts";

test("what was opened last is closed first; what fails or hangs keeps nothing else open, and nothing is closed twice", async () => {
  const closed: string[] = [];
  const ending = closeInOrder(silentLog, 5);
  ending.defer("database", async () => void closed.push("database"));
  ending.defer("queue", () => Promise.reject(new Error("broken")));
  ending.defer("ledger", () => new Promise(() => undefined));
  ending.defer("http", async () => void closed.push("http"));
  await ending.close();
  await ending.close();
  expect(closed).toEqual(["http", "database"]);
});

test("parts that work alongside each other are closed at the same time, and what they need only after all of them", async () => {
  const closed: string[] = [];
  const http = Promise.withResolvers<void>();
  const ending = closeInOrder(silentLog, 60_000);
  ending.defer("database", async () => void closed.push("database"));
  ending.defer("background work", async () => void closed.push("background work"), { isAlongside: true });
  ending.defer("worker", async () => void closed.push("worker"), { isAlongside: true });
  ending.defer("http", () => http.promise.then(() => void closed.push("http")));
  const ended = ending.close();
  await Promise.resolve();
  expect(closed).toEqual(["worker", "background work"]);
  http.resolve();
  await ended;
  expect(closed).toEqual(["worker", "background work", "http", "database"]);
});
