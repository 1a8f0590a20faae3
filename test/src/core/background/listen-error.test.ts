import { createServer } from "node:http";
import { Hono } from "hono";
import { expect, it, onTestFinished } from "vitest";
import { listen } from "../../../../src/http/kernel/http-listener.ts";
import { startSandbox } from "../../../../src/tools/sandbox/server.ts";

/** A port of this machine that something listens on. */
async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

it("every listener reports that its address is in use, and names the setting to change it", async () => {
  const port = await takenPort();
  const own = { host: "127.0.0.1", port, requestTimeoutMs: 1_000 };
  const said = `cannot listen on 127.0.0.1, port ${port}: the address is already in use; set`;
  await expect(listen(new Hono(), own)).rejects.toThrow(`${said} listen.host and listen.port`);
  await expect(listen(new Hono(), { ...own, setting: "--listen" })).rejects.toThrow(`${said} --listen`);
  await expect(startSandbox({ port })).rejects.toThrow(`${said} --port`);
});
