import type { IncomingMessage, RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createGatewayClient } from "../../../../providers/apifew/runtime/gateway-client.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { loopbackServer } from "../../../support/loopback-server.ts";
import { adapters, startPaidApi } from "../../../support/paid-apis.ts";
import { activeLicense, type PaidApp, startPaidApp } from "../../../support/paid-app.ts";

const Echo = z.object({ method: z.string(), route: z.string(), params: z.record(z.string(), z.string()) });
const request = { appName: "app.saasprovider.com", route: "/a/route", method: "GET", params: { a: "1" } };

let app: PaidApp;
beforeEach(async () => {
  app = await startPaidApp();
});
afterEach(() => app[Symbol.asyncDispose]());

const clientOf = (licenseKey = activeLicense) =>
  createGatewayClient({ licenseKey, baseUrl: app.ready.apifew, clock: new FakeClock() });

/** A vendor's own API, and the requests it received. */
async function startApi(listener: RequestListener) {
  const seen: IncomingMessage[] = [];
  const url = await loopbackServer((incoming, response) => {
    seen.push(incoming);
    listener(incoming, response);
  });
  return { url, seen };
}

describe("through apifew's gateway", () => {
  test("the API's answer is validated by the schema", async () => {
    expect(await clientOf().request(request, Echo)).toEqual({
      ok: true,
      data: { method: "GET", route: "/a/route", params: { a: "1" } },
    });
  });

  test("the API's answer is read without its Result object, and distinguished from apifew's own errors", async () => {
    expect(await clientOf().requestRaw(request, Echo)).toEqual({
      ok: true,
      data: { method: "GET", route: "/a/route", params: { a: "1" } },
    });
    const unknown = await clientOf("5a4db000-0000-4000-8000-00000000dead").requestRaw(request, Echo);
    expect(unknown).toMatchObject({ ok: false, error: { code: "ERROR_LICENSE_NOT_FOUND" } });
  });

  test("an unexpected answer is a failure that names the place", async () => {
    const result = await clientOf().request(request, z.object({ method: z.number() }));

    expect(result).toMatchObject({ ok: false, error: { kind: "malformed-response" } });
    expect(String(!result.ok && result.error.message)).toContain("data.method");
  });

  test("a refusal by apifew is a failure with its code and without the license", async () => {
    const unknown = "5a4db000-0000-4000-8000-00000000dead";

    const result = await clientOf(unknown).request(request, Echo);

    expect(result).toMatchObject({ ok: false, error: { kind: "not-found", code: "ERROR_LICENSE_NOT_FOUND" } });
    expect(JSON.stringify(result)).not.toContain(unknown);
  });

  test("a request whose answer is lost is not retried, not even a GET, because it may have been charged", async () => {
    await app.fault({ vendor: "apifew", reset: true, afterCommit: true });

    const result = await clientOf().request(request, Echo);

    expect(result).toMatchObject({ ok: false, error: { details: { outcome: "unknown" } } });
    expect(await app.calls()).toHaveLength(1);
  });
});

describe("around the gateway, with a token", () => {
  test("the API gets the token, the token is for the URL without its query, and the answer is read", async () => {
    const api = await startApi((_, response) => response.end('{"total":3}'));

    const result = await clientOf().requestDirectly(
      { url: `${api.url}/report?month=5`, headers: { accept: "application/json" } },
      z.object({ total: z.number() }),
    );

    expect(result).toEqual({ ok: true, data: { total: 3 } });
    expect(api.seen[0]).toMatchObject({ url: "/report?month=5", method: "GET" });
    const { apifew } = Object(await app.state());
    expect(apifew.tokens).toMatchObject([{ apiUrl: `${api.url}/report`, apiMethod: "GET" }]);
    expect(api.seen[0]?.headers["apifew-request-token"]).toBe(apifew.tokens[0].token);
  });

  test("any kind of body is sent, and any kind of response is returned", async () => {
    const api = await startApi(async (incoming, response) => {
      response.statusCode = 201;
      response.end((await text(incoming)).toUpperCase());
    });
    const body = ReadableStream.from([Buffer.from("pd"), Buffer.from("f")]);

    const result = await clientOf().fetchDirectly({ url: api.url, method: "POST", body });

    expect(result.ok && result.data.status).toBe(201);
    expect(result.ok && (await result.data.text())).toBe("PDF");
  });

  test.each([
    [401, "unauthorized"],
    [404, "not-found"],
    [409, "conflict"],
    [422, "invalid"],
    [500, "unavailable"],
  ])("HTTP %i of the API is a failure: %s", async (status, kind) => {
    const api = await startApi((_, response) => {
      response.statusCode = status;
      response.end("{}");
    });

    const result = await clientOf().requestDirectly({ url: `${api.url}/a` }, z.object({}));

    expect(result).toMatchObject({ ok: false, error: { kind, details: { status, call: "GET /a" } } });
  });

  test("a redirect is not followed, so that the token reaches no other host", async () => {
    const elsewhere = await startApi((_, response) => response.end("{}"));
    const api = await startApi((_, response) => {
      response.writeHead(302, { location: elsewhere.url }).end();
    });

    const result = await clientOf().requestDirectly({ url: api.url }, z.object({}));

    expect(result).toMatchObject({ ok: false });
    expect(elsewhere.seen).toEqual([]);
  });

  test("a request whose answer is lost is not retried", async () => {
    const api = await startApi((incoming) => incoming.socket.destroy());

    const result = await clientOf().requestDirectly({ url: api.url }, z.object({}));

    expect(result).toMatchObject({ ok: false, error: { kind: "unavailable", details: { outcome: "unknown" } } });
    expect(api.seen).toHaveLength(1);
  });

  test("without a token the API is not called", async () => {
    const api = await startApi((_, response) => response.end("{}"));

    const result = await clientOf("5a4db000-none").requestDirectly({ url: api.url }, z.object({}));

    expect(result).toMatchObject({ ok: false, error: { code: "ERROR_LICENSE_NOT_FOUND" } });
    expect(api.seen).toEqual([]);
  });

  test("an invalid URL is a programming error, and is thrown", async () => {
    await expect(clientOf().createToken({ url: "api.example.com" })).rejects.toThrow(/url must be an http\(s\) URL/);
  });

  test.each(adapters.filter(([name]) => name !== "hono elsewhere"))(
    "our own token gate serves the request: %s",
    async (_name, start) => {
      await using gate = app.startGate();
      await using api = await startPaidApi(start, gate);
      const { url } = await api.fetch("/ok");

      const result = await clientOf().fetchDirectly({ url });

      expect(result.ok && (await result.data.text())).toBe("done");
      await app.settled(1);
      expect(await app.consumedWith()).toEqual([200]);
    },
  );
});

test.each<[string, object, RegExp]>([
  ["a license key with a blank", { licenseKey: "a b c d e f" }, /createGatewayClient: .*at licenseKey/s],
  ["an Apifew-Key, which is the provider's", { licenseKey: activeLicense, key: "x" }, /key/],
])("refuses %s", (_case, options, message) => {
  expect(() => createGatewayClient({ licenseKey: "", ...options })).toThrow(message);
});
