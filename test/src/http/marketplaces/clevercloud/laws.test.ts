import fc from "fast-check";
import { expect, test } from "vitest";
import { createApp } from "../../../../../src/process/app.ts";
import { MemoryLedger } from "../../../../support/memory-ledger.ts";
import { basic, cleverPassword, offlineContext } from "../../../../support/service-context.ts";

const path = "/clevercloud/resources";

function caller(ledger = new MemoryLedger()) {
  const app = createApp(offlineContext({ ledger }));
  const call = async (method: string, to: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await app.request(`${path}${to}`, {
      method,
      headers: { Authorization: basic("acme-addon", cleverPassword), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, type: answer.headers.get("content-type") ?? "", text };
  };
  return { ledger, call };
}

const anyText = fc.string({ unit: "binary" });
const odd = fc.oneof(fc.jsonValue(), anyText);
const headers = fc.record({
  Accept: fc.constantFrom("*/*", "text/html", "application/xml;q=0.1", "nonsense"),
  "Content-Type": fc.constantFrom("application/json", "application/json; charset=utf-8", "text/plain", "image/png"),
});

test("an order is answered in JSON, with any other fields next to addon_id and plan", async () => {
  const order = fc
    .tuple(
      fc.dictionary(anyText, odd),
      fc.record(
        {
          owner_id: odd,
          owner_name: odd,
          user_id: odd,
          region: odd,
          callback_url: odd,
          options: odd,
          logplex_token: odd,
        },
        { requiredKeys: [] },
      ),
      fc.constantFrom("dev", "pro", "Team 2"),
    )
    .map(([strange, known, plan]) => ({ ...strange, ...known, addon_id: "addon_1", plan }));

  await fc.assert(
    fc.asyncProperty(order, headers, async (body, sent) => {
      const { call, ledger } = caller();

      const answer = await call("POST", "", body, sent);

      expect(answer).toMatchObject({ status: 200, type: expect.stringContaining("application/json") });
      expect(ledger.tenants).toHaveLength(1);
    }),
  );
});

test("no body makes the service fail", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("POST", "PUT"),
      fc.oneof(odd, fc.record({ addon_id: odd, plan: odd }, { requiredKeys: [] })),
      async (method, body) => {
        const { status, type } = await caller().call(method, method === "POST" ? "" : "/abc", body);

        expect(status).toBeLessThan(500);
        expect(type).toMatch(/json/);
      },
    ),
  );
});

test("in any order of calls an addon_id has one tenant, and a repeated call gets the same answer", async () => {
  const step = fc.oneof(
    fc.record({ act: fc.constant("order" as const), plan: fc.constantFrom("dev", "pro", "gold") }),
    fc.record({ act: fc.constant("change" as const), plan: fc.constantFrom("dev", "pro", "gold") }),
    fc.record({ act: fc.constant("delete" as const), plan: fc.constant("") }),
  );

  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const { call, ledger } = caller();
      const ids = new Set<string>();
      const run = ({ act, plan }: (typeof steps)[number]) => {
        const id = ledger.tenants[0]?.id ?? "unknown";
        if (act === "order") {
          return call("POST", "", { addon_id: "addon_1", plan });
        }
        return act === "change" ? call("PUT", `/${id}`, { plan }) : call("DELETE", `/${id}`);
      };
      for (const each of steps) {
        const first = await run(each);
        const { length } = ledger.written;
        const again = await run(each);
        for (const { id } of ledger.tenants) {
          ids.add(id);
        }

        expect(withoutRequestId(again)).toEqual(withoutRequestId(first));
        expect(ledger.written).toHaveLength(length);
        expect(first.status).toBeLessThan(500);
      }
      expect(ids.size).toBeLessThanOrEqual(1);
    }),
  );
});

function withoutRequestId(answer: { status: number; text: string }) {
  const { requestId: _id, ...body } = JSON.parse(answer.text) as Record<string, unknown>;
  return { status: answer.status, body };
}
