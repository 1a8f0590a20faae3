import { createServer, type RequestListener } from "node:http";
import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createHttpClient } from "../../../providers/http/http-client.ts";
import { path } from "../../../providers/http/path.ts";
import { FakeClock } from "../../support/fake-clock.ts";

/** A vendor on a real connection, which resets and time-outs require. */
async function startVendor(listener: RequestListener) {
  const sockets = new Set<Socket>();
  const server = createServer(listener);
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    client: (timeoutMs = 5_000) =>
      createHttpClient({
        vendor: "Vendor",
        baseUrl: `http://127.0.0.1:${port}`,
        headers: {},
        secrets: [],
        faultOf: () => undefined,
        clock: new FakeClock(),
        timeoutMs,
      }),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * A vendor that performs the request, and whose answer fails in a different way each time except the last.
 */
async function startForgetful(lose: (socket: Socket) => void, lostCount: number) {
  const made: string[] = [];
  const vendor = await startVendor((request, response) => {
    request.resume();
    request.on("end", () => {
      made.push(String(request.method));
      if (made.length <= lostCount) {
        lose(request.socket);
        return;
      }
      response.setHeader("content-type", "application/json");
      response.end('{"id":"1"}');
    });
  });
  return { ...vendor, made };
}

const schema = z.object({ id: z.string() });
const reset = (socket: Socket): void => {
  socket.resetAndDestroy();
};
const cutShort = (socket: Socket): void => {
  socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id":');
};
const silence = (): void => {};

describe("an answer lost on a real connection", () => {
  test.each([
    ["the connection was reset", reset],
    ["the body was cut short", cutShort],
  ])("does not repeat a POST if %s after the vendor's commit", async (_case, lose) => {
    await using vendor = await startForgetful(lose, 1);

    const sent = vendor.client().send({ method: "POST", path: path`/things`, body: {}, schema });

    await expect(sent).rejects.toMatchObject({ kind: "unavailable", details: { outcome: "unknown" } });
    expect(vendor.made).toEqual(["POST"]);
  });

  test("does not repeat a POST without an answer in time, whose outcome is unknown", async () => {
    await using vendor = await startForgetful(silence, 1);

    const sent = vendor.client(60).send({ method: "POST", path: path`/things`, body: {}, schema });

    await expect(sent).rejects.toThrow("Vendor POST /things: no response within 0.06 s");
    await expect(sent).rejects.toMatchObject({ details: { outcome: "unknown" } });
    expect(vendor.made).toEqual(["POST"]);
  });

  test.each(["GET", "PUT", "DELETE"] as const)("repeats a %s until it is answered", async (method) => {
    await using vendor = await startForgetful(reset, 2);

    expect(await vendor.client().send({ method, path: path`/things`, schema })).toEqual({ id: "1" });
    expect(vendor.made).toEqual([method, method, method]);
  });

  test("is not assumed for a refused connection, over which nothing was sent", async () => {
    const gone = await startForgetful(silence, 0);
    await gone[Symbol.asyncDispose]();

    const sent = gone.client().send({ method: "POST", path: path`/things`, body: {}, schema });

    await expect(sent).rejects.toMatchObject({ kind: "unavailable", details: { outcome: "not-taken" } });
  });
});
