import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { afterAll, beforeAll, expect, it } from "vitest";
import { limitBody } from "../../../../../src/http/kernel/limits/limit-body.ts";

const app = new Hono()
  .use(
    limitBody({
      bytesMax: 10,
      refuse: () => {
        throw new HTTPException(413);
      },
    }),
  )
  .post("/", async (c) => c.text(await c.req.text()))
  .get("/", (c) => c.text("read"));
let server: ReturnType<typeof serve>;
let url = "";

beforeAll(async () => {
  url = await new Promise((resolve) => {
    server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    );
  });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

it.each([
  ["0123456789", 200],
  ["0123456789a", 413],
  ["é".repeat(6), 413],
  ["", 200],
])("accepts %j only if it is short enough, with its declared length or in chunks", async (body, status) => {
  const declared = await fetch(url, { method: "POST", body });
  const chunks = new Blob([body]).stream();
  const chunked = await fetch(url, { method: "POST", body: chunks, duplex: "half" } as RequestInit);

  expect([declared.status, chunked.status]).toEqual([status, status]);
  if (status === 200) {
    expect([await declared.text(), await chunked.text()]).toEqual([body, body]);
  }
});

it("accepts requests without a body", async () => {
  expect(await (await fetch(url)).text()).toBe("read");
});
