import { expect, test } from "vitest";
import { closeInOrder } from "../../../../src/core/background/close-in-order.ts";
import { silentLog } from "../../../support/silent-log.ts";

test("parts are closed in reverse order, once each, even if one of them fails or hangs", async () => {
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

test("parts of one group are closed at the same time, and their dependencies only after all of them", async () => {
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
