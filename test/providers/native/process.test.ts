import { once } from "node:events";
import { createServer, type ServerHttp2Session } from "node:http2";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { ProviderClient } from "../../support/native-provider.ts";
import { startPlugin } from "../../support/start-plugin.ts";

const path = join(import.meta.dirname, "../../../providers/native/pulumi-resource-marketplane");

/** A fake engine: a server to which the provider connects. */
async function startEngine() {
  const server = createServer();
  const { promise: connected, resolve: connect } = Promise.withResolvers<ServerHttp2Session>();
  server.once("session", connect);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    address: `127.0.0.1:${port}`,
    kill: async () => {
      const session = await connected;
      // When it answers, the provider has read everything before and considers itself connected.
      await new Promise((resolve) => session.ping(resolve));
      session.destroy();
      server.close();
    },
  };
}

test("the process serves the committed schema, accepts the engine's flags, and exits with 0 when interrupted", async () => {
  const engine = await startEngine();
  await using plugin = await startPlugin(path, ["--logtostderr", "-v=3", engine.address]);
  const client = new ProviderClient(plugin.port);

  expect(JSON.parse(await client.schema()).version).toBe(await client.version());
  client.close();
  expect(await plugin.interrupt()).toBe(0);
});

test("the process exits when its engine is killed", async () => {
  const engine = await startEngine();
  await using plugin = await startPlugin(path, [engine.address]);
  await engine.kill();

  expect((await plugin.exited)[0]).toBe(1);
});

test("the process prints its version without an engine", async () => {
  await using plugin = await startPlugin(path, ["--version"]);
  expect((await plugin.exited)[0]).toBe(0);
});
