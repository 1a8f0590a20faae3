import { describe, expect, test } from "vitest";
import { Caller, NoAnswerError } from "../../../../src/tools/simulate/caller.ts";
import { loopbackServer } from "../../../support/loopback-server.ts";

const fetchIt = (url: string, init: RequestInit) => fetch(url, init);

describe("Caller", () => {
  test("follows no redirect and keeps every cookie", async () => {
    const origin = await loopbackServer((_request, response) => {
      response.writeHead(303, { location: "/elsewhere", "set-cookie": ["a=1", "b=2"] }).end();
    });
    const caller = new Caller({ fetch: fetchIt, timeoutMs: 30_000 });
    const answer = await caller.call({ method: "POST", url: `${origin}/x`, headers: {}, body: "id=1" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/elsewhere"]);
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  });

  test("gives up after its timeout, and reports it", async () => {
    const origin = await loopbackServer(() => {});
    const caller = new Caller({ fetch: fetchIt, timeoutMs: 20 });
    const call = caller.call({ method: "GET", url: `${origin}/x`, headers: {} });
    await expect(call).rejects.toThrow("no answer to GET /x: none within 20 ms");
    expect(caller.exchanges).toMatchObject([{ failure: "none within 20 ms" }]);
  });

  test("reports why there is no answer", async () => {
    const caller = new Caller({ fetch: fetchIt, timeoutMs: 30_000 });
    const origin = await loopbackServer((request) => request.socket.destroy());
    const call = caller.call({ method: "DELETE", url: `${origin}/x`, headers: {} });
    await expect(call).rejects.toThrow(NoAnswerError);
    expect(caller.exchanges[0]?.failure).toMatch(/\w/);
  });
});
