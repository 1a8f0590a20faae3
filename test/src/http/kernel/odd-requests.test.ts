import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { startControlPlane } from "../../../../src/process/start-control-plane.ts";
import { createDatabase, hasDatabase } from "../../../support/database.ts";
import { basic, cleverPassword, testConfig } from "../../../support/service-context.ts";
import { silentLog } from "../../../support/silent-log.ts";

const authorization = basic("acme-addon", cleverPassword);

async function start() {
  const config = testConfig({ database: { url: await createDatabase() }, listen: { port: 0 } });
  const plane = await startControlPlane(config, { environment: () => undefined, log: silentLog });
  onTestFinished(() => plane.close());
  const { hostname, port } = new URL(plane.url);
  /** Sends bytes unchanged, and reads the answer to its end. */
  const raw = (bytes: string) => {
    const socket = connect(Number(port), hostname);
    socket.write(bytes);
    return text(socket);
  };
  return { url: plane.url, raw };
}

describe.skipIf(!hasDatabase)("an odd request", () => {
  it("with an odd Host is answered on the probes' paths, and refused with a problem and an id elsewhere", async () => {
    const { raw } = await start();
    for (const host of ["", "Host: \r\n", "Host: a b!\r\n", "Host: [::1\r\n", "Host: one\r\nHost: two\r\n"]) {
      for (const version of ["1.0", "1.1"]) {
        const ask = (path: string) => raw(`GET ${path} HTTP/${version}\r\n${host}Connection: close\r\n\r\n`);
        expect(await ask("/healthz"), host).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*"status":"ok"/);
        expect(await ask("/readyz"), host).toMatch(/^HTTP\/1\.1 200 OK/);
        const refused = await ask("/docs");
        expect(refused, host).toMatch(/^HTTP\/1\.1 400 /);
        expect(refused, host).toMatch(/x-request-id: [\w-]+/i);
        expect(refused, host).toMatch(/application\/problem\+json[\s\S]*"detail":"[^"]*Host[\s\S]*"requestId"/);
      }
    }
  });

  it("is refused with a problem and an id if it is not HTTP, or too long", async () => {
    const { raw } = await start();
    for (const [bytes, status] of [
      ["nonsense\r\n\r\n", 400],
      ["GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n", 400],
      ["POST /api HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", 400],
      [`GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ] as const) {
      const answer = await raw(bytes);
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(answer).toMatch(/application\/problem\+json\r\nX-Request-Id: [\w-]+[\s\S]*"requestId":"/);
    }
  });

  it("with a compressed body gets 415, and with deep JSON 400, before anything is done", async () => {
    const { url } = await start();
    const post = (body: string, headers: Record<string, string> = {}) =>
      fetch(`${url}/clevercloud/resources`, { method: "POST", headers: { authorization, ...headers }, body });
    const packed = await post("{}", { "content-encoding": "gzip" });
    expect([packed.status, packed.headers.get("accept-encoding")]).toEqual([415, "identity"]);
    for (const depth of [101, 2_000, 5_000]) {
      const deep = await post(`${"[".repeat(depth)}${"]".repeat(depth)}`);
      expect([deep.status, ((await deep.json()) as { detail: string }).detail], String(depth)).toEqual([
        400,
        expect.stringContaining("deep"),
      ]);
      const object = await post(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);
      expect(object.status, String(depth)).toBe(400);
    }
    expect((await post(`{"a":"${"[".repeat(5_000)}"}`)).status).toBe(400);
  });

  it("from Clever Cloud is always refused with a message", async () => {
    const { url } = await start();
    const call = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${url}/clevercloud/resources${path}`, { method, headers, ...(body && { body }) });
      return [answer.status, ((await answer.json()) as { message?: string }).message];
    };
    const said = expect.stringMatching(/./);
    expect(await call("POST", "", "{}")).toEqual([401, said]);
    expect(await call("POST", "", "{", { authorization })).toEqual([400, said]);
    expect(await call("POST", "", "{}", { authorization })).toEqual([400, said]);
    expect(await call("POST", "", "x".repeat(70_000), { authorization })).toEqual([413, said]);
    expect(await call("PATCH", "", "{}", { authorization })).toEqual([405, said]);
    expect(await call("DELETE", "/unknown", undefined, { authorization })).toEqual([404, said]);
  });
});
