import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { migrate } from "../../../src/core/db/migrate.ts";
import { openDatabase } from "../../../src/core/db/open-database.ts";
import { createToken } from "../../../src/core/sign-in/operator-tokens.ts";
import { startControlPlane } from "../../../src/process/start-control-plane.ts";
import { createDatabase, hasDatabase } from "../../support/database.ts";
import { describeWithProgram } from "../../support/describe-with-program.ts";
import { startHaproxy, startNginx } from "../../support/proxies.ts";
import { testConfig } from "../../support/service-context.ts";
import { silentLog } from "../../support/silent-log.ts";

async function start() {
  const config = testConfig({ database: { url: await createDatabase() }, listen: { port: 0 } });
  const { db, close } = await openDatabase(config.database, silentLog);
  await migrate(db);
  const work = { db, name: "boss", actor: "system", now: new Date() };
  const authorization = `Bearer ${await createToken(work, "write", undefined)}`;
  await close();
  const plane = await startControlPlane(config, { environment: () => undefined, log: silentLog });
  onTestFinished(() => plane.close());
  return { url: plane.url, authorization };
}

/** Sends bytes unchanged, and `body` once the server requests it. Reads the answers to their end. */
async function raw(url: string, bytes: string, body = ""): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  let answer = "";
  for await (const chunk of socket) {
    if (answer === "" && String(chunk).startsWith("HTTP/1.1 100")) {
      socket.write(body);
    }
    answer += chunk;
  }
  return answer;
}

const host = "Host: localhost\r\n";
const isProblem = /content-type: application\/problem\+json[\s\S]*"requestId":"/i;

describe.skipIf(!hasDatabase)("a control plane on a raw connection", () => {
  it("answers OPTIONS for a path and for the server as a whole, like HAProxy's plain check without a Host", async () => {
    const { url } = await start();
    expect(await raw(url, "OPTIONS / HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 204 [\s\S]*allow: /i);
    const close = "Connection: close\r\n\r\n";
    expect(await raw(url, `OPTIONS * HTTP/1.1\r\n${host}${close}`)).toMatch(/^HTTP\/1\.1 204 /);
    const tenants = await raw(url, `OPTIONS /api/v1/tenants HTTP/1.1\r\n${host}${close}`);
    expect(tenants).toMatch(/^HTTP\/1\.1 204 [\s\S]*allow: GET, HEAD, POST, OPTIONS\r\n/i);
    expect(await raw(url, `OPTIONS /api/v1/tenants HTTP/1.1\r\n${close}`)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("refuses an unknown expectation, and requests a body only if the headers are accepted", async () => {
    const { url, authorization } = await start();
    const post = (headers: string, body = "") =>
      raw(url, `POST /api/v1/tenants HTTP/1.1\r\n${host}Connection: close\r\n${headers}\r\n`, body);
    const json = "Content-Type: application/json\r\nContent-Length: 2\r\n";
    const unknown = await post(`${json}Expect: tea\r\n`);
    expect(unknown).toMatch(/^HTTP\/1\.1 417 /);
    expect(unknown).toMatch(isProblem);
    const stranger = await post(`${json}Expect: 100-continue\r\n`);
    expect(stranger).toMatch(/^HTTP\/1\.1 401 [\s\S]*connection: close/i);
    expect(stranger).not.toContain("100 Continue");
    const tooLong = `Authorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: 99000000\r\n`;
    expect(await post(`${tooLong}Expect: 100-continue\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
    const known = await post(`Authorization: ${authorization}\r\n${json}Expect: 100-Continue\r\n`, "{}");
    expect(known).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 400 /);
  });

  it("answers unsupported methods with a problem", async () => {
    const { url } = await start();
    for (const [line, status] of [
      ["TRACE /docs HTTP/1.1", 405],
      ["PROPFIND /docs HTTP/1.1", 405],
      ["CONNECT example.com:443 HTTP/1.1", 405],
    ] as const) {
      const answer = await raw(url, `${line}\r\n${host}Connection: close\r\n\r\n`);
      expect(answer, line).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(answer, line).toMatch(isProblem);
    }
  });
});

/** Must also hold behind a proxy. */
function behind(startProxy: (upstream: string) => Promise<string>): void {
  it.skipIf(!hasDatabase)("passes OPTIONS, expectations and conditional requests through", async () => {
    const { url, authorization } = await start();
    const front = await startProxy(url);
    const call = (path: string, method: string, headers: Record<string, string> = {}, body?: string) => {
      const all = { authorization, "content-type": "application/json", "accept-encoding": "gzip", ...headers };
      return fetch(`${front}${path}`, { method, headers: all, ...(body && { body }) });
    };
    const options = await call("/api/v1/tenants", "OPTIONS");
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, POST, OPTIONS"]);
    const order = JSON.stringify({ plan: "pro", owner: { login: "edge@customer.com" } });
    const made = (await (await call("/api/v1/tenants", "POST", {}, order)).json()) as { id: string };
    const path = `/api/v1/tenants/${made.id}`;
    const etag = (await call(path, "GET")).headers.get("etag") ?? "";
    expect(etag).toMatch(/^(W\/)?"1-/);
    expect((await call(path, "GET", { "if-none-match": `"0", ${etag}` })).status).toBe(304);
    const patch = (ifMatch: string, seats: number) =>
      call(path, "PATCH", { "if-match": ifMatch }, JSON.stringify({ counters: { seats } }));
    expect((await patch(`"0", ${etag}`, 1)).status).toBe(200);
    expect((await patch(etag, 2)).status).toBe(412);
    const post = `POST /api/v1/tenants HTTP/1.1\r\n${host}Authorization: ${authorization}\r\nConnection: close\r\n`;
    const json = "Content-Type: application/json\r\nContent-Length: 2\r\n";
    const asked = await raw(front, `${post}${json}Expect: 100-continue\r\n\r\n`, "{}");
    expect(asked).toMatch(/^(HTTP\/1\.1 100 Continue\r\n\r\n)?HTTP\/1\.1 400 /);
    expect(asked).toMatch(isProblem);
  });
}

describeWithProgram("nginx", "nginx that compresses, and so weakens ETags,", (program) => {
  behind((upstream) =>
    startNginx(program, upstream, [
      "proxy_set_header Host localhost;",
      "gzip on; gzip_proxied any; gzip_min_length 1; gzip_types application/json;",
    ]),
  );
});

describeWithProgram("haproxy", "HAProxy with its plain check", (program) => {
  behind((upstream) =>
    startHaproxy(program, upstream, ["option httpchk", "timeout check 10s", "default-server check fall 1"]),
  );
});
