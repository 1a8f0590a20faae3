import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { createApp } from "../../../../../src/process/app.ts";
import { MemoryLedger } from "../../../../support/memory-ledger.ts";
import { appPassword, basic, offlineContext } from "../../../../support/service-context.ts";

const Answer = z.object({
  request: z.unknown(),
  result: z.enum(["success", "error"]),
  msg: z.string().min(1),
  response: z.object({ service_id: z.string() }).optional(),
});

function caller() {
  const ledger = new MemoryLedger();
  const app = createApp(offlineContext({ ledger }));
  const post = (body: string | URLSearchParams | Uint8Array<ArrayBuffer>, type?: string) =>
    app.request("/cloudflare-app", {
      method: "POST",
      headers: { Authorization: basic("cloudflare", appPassword), ...(type && { "Content-Type": type }) },
      body,
    });
  return { ledger, post };
}

const name = fc.constantFrom("act", "user_email", "user_zone", "user_tos", "user_tokens", "sub_plan");
const likely = fc.constantFrom<unknown>(
  ...["user_create", "user_deactivate", "sub_start", "sub_end", "ada@customer.com", "customer.com", "pro", "1", true],
);

test("any JSON object is returned as sent, with a result and a msg", async () => {
  const text = fc.string({ unit: "binary" });
  const parameters = fc
    .tuple(fc.dictionary(name, fc.oneof(likely, fc.jsonValue(), text)), fc.dictionary(text, fc.jsonValue()))
    .map(([known, strange]) => JSON.stringify({ ...strange, ...known }));

  await fc.assert(
    fc.asyncProperty(parameters, async (body) => {
      const answer = await caller().post(body, "application/json");

      expect(answer.status).toBe(200);
      expect(Answer.parse(await answer.json()).request).toEqual(JSON.parse(body));
    }),
  );
});

test("any form is returned as sent, with a result and a msg", async () => {
  const form = fc.dictionary(
    fc.oneof(name, fc.string({ unit: "grapheme" })),
    fc.oneof(fc.string({ unit: "grapheme" }), likely.map(String)),
    { minKeys: 1 },
  );

  await fc.assert(
    fc.asyncProperty(form, async (parameters) => {
      fc.pre(!Object.keys(parameters).some((key) => /^\s*[{[]/.test(key)));
      const answer = await caller().post(new URLSearchParams(parameters));

      expect(answer.status).toBe(200);
      expect(Answer.parse(await answer.json()).request).toEqual({ ...parameters });
    }),
  );
});

test("no body makes the service fail", async () => {
  const type = fc.constantFrom(undefined, "application/json", "multipart/form-data; boundary=b", "image/png", "a/b;c");
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), type, async (body, contentType) => {
      expect((await caller().post(new Uint8Array(body), contentType)).status).toBeLessThan(500);
    }),
  );
});

test("in any order of acts a user and a zone stay one tenant, and a repeated act gets the same answer", async () => {
  const act = fc.record({
    act: fc.constantFrom("user_create", "user_deactivate", "sub_start", "sub_end"),
    user_email: fc.constantFrom("ada@customer.com", "bob@customer.com"),
    user_zone: fc.constantFrom("", "one.com", "two.com"),
    user_tos: fc.constant("1"),
    sub_plan: fc.constantFrom("dev", "pro", "gold"),
  });

  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 15 }), async (acts) => {
      const { post, ledger } = caller();
      const ids = new Map<string, string>();
      const run = async (parameters: Record<string, string>) =>
        Answer.parse(await (await post(new URLSearchParams(parameters))).json());
      for (const parameters of acts) {
        const first = await run(parameters);
        const { length } = ledger.written;
        expect(await run(parameters)).toEqual(first);
        expect(ledger.written).toHaveLength(length);
        const key = `${parameters.user_email} ${parameters.user_zone}`;
        const id = first.response?.service_id;
        if (id !== undefined) {
          expect(ids.get(key) ?? id).toBe(id);
        }
        if (id !== undefined) {
          ids.set(key, id);
        }
      }
      expect(new Set(ids.values()).size).toBe(ids.size);
    }),
  );
});
