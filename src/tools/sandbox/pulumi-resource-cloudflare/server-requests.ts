import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { unwrapSecret } from "./engine-values.ts";

/**
 * Calls the listener with the provider's inputs when the engine configures it. The SDK's server answers
 * Configure without passing its request to the provider, so the request is read during deserialization,
 * before the server is created.
 */
export function onConfigure(listener: (args: Record<string, unknown>) => void): void {
  const { configure } = ResourceProviderService;
  const deserialize = configure.requestDeserialize;
  configure.requestDeserialize = (bytes) => {
    const request = deserialize(bytes);
    const args = request.getArgs()?.toJavaScript() ?? {};
    listener(Object.fromEntries(Object.entries(args).map(([name, value]) => [name, unwrapSecret(value)])));
    return request;
  };
}

/** An empty field `properties` of a ReadRequest: tag 3, length 0. */
const emptyProperties = Buffer.from([0x1a, 0x00]);

/**
 * Adds empty properties to the read of an import, which has none. The SDK's server would fail without them.
 */
export function allowImports(): void {
  const { read } = ResourceProviderService;
  const deserialize = read.requestDeserialize;
  read.requestDeserialize = (bytes) => {
    const request = deserialize(bytes);
    return request.getProperties() === undefined ? deserialize(Buffer.concat([bytes, emptyProperties])) : request;
  };
}
