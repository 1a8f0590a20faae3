import { OpenAPIHono } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { limitTime } from "../../../../../src/http/kernel/limits/limit-time.ts";
import type { ServiceEnv } from "../../../../../src/http/kernel/service-env.ts";
import { createApp } from "../../../../../src/process/app.ts";
import { offlineContext } from "../../../../support/service-context.ts";

function serve(work: () => Promise<string>, timeoutMs: number) {
  const group = new OpenAPIHono<ServiceEnv>();
  group.get("/work", async (c) => c.text(await work()));
  return createApp(offlineContext(), { middleware: [limitTime(timeoutMs)], groups: [group] }).request("/work");
}

test("a late request gets 503 with Retry-After, and its work continues", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  let isDone = false;
  const answer = await serve(async () => {
    await promise;
    isDone = true;
    throw new Error("too late to matter");
  }, 5);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  resolve("");
  await expect.poll(() => isDone).toBe(true);
});

test("a request in time is not affected", async () => {
  expect(await (await serve(async () => "done", 60_000)).text()).toBe("done");
});
