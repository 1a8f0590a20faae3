import { expect, test } from "vitest";
import type { Exchange } from "../../../../src/tools/simulate/caller.ts";
import { observe } from "../../../../src/tools/simulate/observed-exchange.ts";

const password = "the-password-of-the-provider-is-long";

function exchange(body: string, text: string, headers: Record<string, string> = {}): Exchange {
  const request = { method: "POST", url: "https://provider.test/x", headers, body } as const;
  return { request, answer: { status: 200, headers: new Headers(), text, durationMs: 3 } };
}

test("credentials, config values, tokens and signatures are removed from both sides, and names stay", () => {
  const body = JSON.stringify({ addon_id: "addon_1", logplex_token: "logtoken_1", options: { a: "b" } });
  const text = JSON.stringify({ id: "x", config: { SHOP_URL: "postgres://u:pw@db" }, more: [{ api_secret: ["s1"] }] });
  const { request, response } = observe(exchange(body, text, { authorization: `Basic ${btoa(password)}` }), []);
  expect(request).toEqual({
    method: "POST",
    url: "https://provider.test/x",
    headers: { authorization: "Basic [redacted]" },
    body: '{"addon_id":"addon_1","logplex_token":"[redacted]","options":{"a":"b"}}',
  });
  expect(response).toMatchObject({
    status: 200,
    body: '{"id":"x","config":{"SHOP_URL":"[redacted]"},"more":[{"api_secret":["[redacted]"]}]}',
  });
});

test("a form keeps its fields, without its proofs", () => {
  const form = "id=abc&token=0beec7b5&signature=cf83e135&email=jane%40example.com&nav-data=";
  expect(observe(exchange(form, "ok"), []).request.body).toBe(
    "id=abc&token=[redacted]&signature=[redacted]&email=jane@example.com&nav-data=",
  );
});

test("cookies keep name and attributes, redirects their path", () => {
  const headers = new Headers([
    ["set-cookie", "session=abc123; Path=/; HttpOnly"],
    ["set-cookie", "nav=def456; Secure"],
    ["location", "/panel?ticket=t1#frag"],
  ]);
  const request = { method: "GET", url: "https://p.test/panel?ticket=t1", headers: { cookie: "a=1; b=2" } } as const;
  const observed = observe({ request, answer: { status: 303, headers, text: "", durationMs: 1 } }, []);
  expect(observed.response?.headers).toEqual({
    location: "/panel?[redacted]",
    "set-cookie": "session=[redacted]; Path=/; HttpOnly, nav=[redacted]; Secure",
  });
  expect(observed.request).toMatchObject({
    url: "https://p.test/panel?[redacted]",
    headers: { cookie: "a=[redacted]; b=[redacted]" },
  });
});

test("a shared secret is removed everywhere", () => {
  const observed = observe(
    {
      request: { method: "POST", url: `https://p.test/${password}`, headers: { "x-a": password }, body: password },
      failure: `refused by ${password}`,
    },
    [password],
  );
  expect(JSON.stringify(observed)).not.toContain(password);
  expect(observed).toMatchObject({ response: null, failure: "refused by [redacted]" });
});
