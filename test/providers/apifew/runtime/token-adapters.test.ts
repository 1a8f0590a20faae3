import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { adapters, startPaidApi } from "../../../support/paid-apis.ts";
import { type PaidApp, startPaidApp } from "../../../support/paid-app.ts";

let app: PaidApp;
beforeEach(async () => {
  app = await startPaidApp();
});
afterEach(() => app[Symbol.asyncDispose]());

const withToken = (token: string): RequestInit => ({ headers: { "Apifew-Request-Token": token } });

describe.each(adapters)("%s", (_name, start) => {
  test.each([
    ["/ok", 200],
    ["/created", 201],
    ["/missing", 404],
    ["/broken", 500],
  ])("%s is served, and its token is consumed with %i once the response has ended", async (path, status) => {
    await using gate = app.startGate();
    await using api = await startPaidApi(start, gate);

    const response = await api.fetch(path, withToken(await app.createToken()));
    await response.text();
    await app.settled(1);

    expect(response.status).toBe(status);
    expect(await app.consumedWith()).toEqual([status]);
    expect(app.settlements).toMatchObject([{ outcome: "consumed", statusCode: status }]);
  });

  test("a stream's token is consumed when the stream has ended, and not before", async () => {
    await using gate = app.startGate();
    await using api = await startPaidApi(start, gate);

    const response = await api.fetch("/stream", withToken(await app.createToken()));
    const reader = response.body?.getReader();
    await reader?.read();
    await gate.drain();
    expect(await app.consumeCalls()).toBe(0);
    api.release();
    while (!(await reader?.read())?.done) {}
    await app.settled(1);

    expect(await app.consumedWith()).toEqual([200]);
  });

  test("a response that the consumer aborted is consumed with 499, which costs nothing", async () => {
    await using gate = app.startGate();
    await using api = await startPaidApi(start, gate);

    const response = await api.fetch("/stream", withToken(await app.createToken()));
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await app.settled(1);

    expect(await app.consumedWith()).toEqual([499]);
  });

  test("a response that breaks off on the server's side costs nothing", async () => {
    await using gate = app.startGate();
    await using api = await startPaidApi(start, gate);

    const response = await api.fetch("/torn", withToken(await app.createToken()));
    const reader = response.body?.getReader();
    await reader?.read();
    api.release();
    await expect(reader?.read()).rejects.toThrow();
    await app.settled(1);

    expect([499, 500]).toContain((await app.consumedWith())[0]);
  });

  test.each([
    ["no token", {}, "token-missing"],
    ["an empty token", { "Apifew-Request-Token": "" }, "token-missing"],
    ["a token with blanks", { "Apifew-Request-Token": "12345678 aaaa" }, "token-malformed"],
    ["a token that is too long", { "Apifew-Request-Token": "a".repeat(201) }, "token-malformed"],
    ["two tokens", { "Apifew-Request-Token": "12345678-aaaa, 12345678-bbbb" }, "token-malformed"],
  ])("%s is refused with a problem, and nothing is served", async (_case, headers, code) => {
    await using gate = app.startGate();
    await using api = await startPaidApi(start, gate);

    const response = await api.fetch("/ok", { headers });

    expect(response.status).toBe(401);
    expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(response.headers.get("www-authenticate")).toBe("Apifew-Request-Token");
    expect(await response.json()).toMatchObject({ status: 401, title: "Unauthorized", code });
    expect(api.served()).toBe(0);
    expect(await app.calls()).toEqual([]);
  });

  test("of twenty requests with one token at once, one is served and charged", async () => {
    await using gate = app.startGate();
    await using api = await startPaidApi(start, gate);
    const token = await app.createToken();

    const responses = await Promise.all(Array.from({ length: 20 }, () => api.fetch("/stream", withToken(token))));
    expect(responses.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
    api.release();
    await Promise.all(responses.map((response) => response.text()));
    await app.settled(1);
    const late = await api.fetch("/ok", withToken(token));

    expect(late.status).toBe(401);
    expect(await late.json()).toMatchObject({ code: "token-spent" });
    expect(api.served()).toBe(1);
    expect(await app.consumeCalls()).toBe(1);
    expect(await app.consumedWith()).toEqual([200]);
  });

  test("a caller whose token apifew refused is recognised", async () => {
    await using gate = app.startGate({ refusedTokensMax: 1 });
    await using api = await startPaidApi(start, gate);
    await (await api.fetch("/ok", withToken("5a4db000-made-up"))).text();
    await app.settled(1);

    const response = await api.fetch("/ok", withToken(await app.createToken()));

    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("600");
    expect(api.served()).toBe(1);
  });

  test("HEAD is charged although it has no body", async () => {
    await using gate = app.startGate();
    await using api = await startPaidApi(start, gate);

    await api.fetch("/ok", { method: "HEAD", ...withToken(await app.createToken()) });
    await app.settled(1);

    expect(await app.consumedWith()).toEqual([200]);
  });

  test("a closed gate serves no request and does not use up its token", async () => {
    const gate = app.startGate();
    await using api = await startPaidApi(start, gate);
    await gate.close();

    const response = await api.fetch("/ok", withToken(await app.createToken()));

    expect(response.status).toBe(503);
    expect(await app.consumedWith()).toEqual([undefined]);
  });
});

describe.each(adapters.filter(([name]) => name !== "hono elsewhere"))("%s, on a connection", (_name, start) => {
  test("a consumer who leaves before the response begins pays nothing", async () => {
    await using gate = app.startGate();
    await using api = await startPaidApi(start, gate);
    const patience = new AbortController();

    const response = api.fetch("/slow", { signal: patience.signal, ...withToken(await app.createToken()) });
    await expect.poll(() => api.served()).toBe(1);
    patience.abort();
    await expect(response).rejects.toThrow();
    await app.settled(1);

    expect(await app.consumedWith()).toEqual([499]);
  });
});
