import { once } from "node:events";
import { createServer, type ServerHttp2Session } from "node:http2";
import { join } from "node:path";
import { type handleUnaryCall, Server, ServerCredentials } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineProto from "@pulumi/pulumi/proto/engine_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { expect, test } from "vitest";
import { z } from "zod";
import { ProviderClient, providerUrn } from "../../support/native-provider.ts";
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

/** An engine that only receives what providers log. */
async function startLoggingEngine() {
  const server = new Server();
  const { promise: logged, resolve: receive } = Promise.withResolvers<engineProto.LogRequest>();
  const log: handleUnaryCall<engineProto.LogRequest, emptyProto.Empty> = ({ request }, answer) => {
    receive(request);
    answer(null, new emptyProto.Empty());
  };
  server.addService({ log: EngineService.log }, { log });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, logged, [Symbol.dispose]: () => server.forceShutdown() };
}

test("the process reports another account to the engine, as a warning of the provider's resource", async () => {
  using engine = await startLoggingEngine();
  await using plugin = await startPlugin(path, [engine.address]);
  const client = new ProviderClient(plugin.port);
  const accountOf = (providerId: string) => ({ clevercloud: JSON.stringify({ providerId, password: "p" }) });
  await client.diffConfig(accountOf("shop"), accountOf("bakery"));
  client.close();

  const request = await engine.logged;
  expect(request.getSeverity()).toBe(engineProto.LogSeverity.WARNING);
  expect(request.getMessage()).toContain("another clevercloud.providerId selects another account");
  expect(request.getUrn()).toBe(providerUrn("north"));
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
