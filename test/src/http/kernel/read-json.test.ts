import { Hono } from "hono";
import { expect, test } from "vitest";
import { z } from "zod";
import { HttpError } from "../../../../src/http/kernel/problem.ts";
import { readJson } from "../../../../src/http/kernel/read-json.ts";

const Order = z.object({ plan: z.string(), seats: z.number().min(1) });

async function answerTo(body: string): Promise<string> {
  const app = new Hono();
  app.post("/", async (c) => c.json(await readJson(c, Order)));
  app.onError((error, c) => c.text(error instanceof HttpError ? error.message : "another error", 400));
  return (await app.request("/", { method: "POST", body })).text();
}

test.each([
  ["null", "the body: must be an object"],
  ['{"plan":5,"seats":0}', "plan: must be a string; seats: must be at least 1"],
])("a body such as %s is refused with the rule", async (body, text) => {
  expect(await answerTo(body)).toContain(text);
});
