import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { unwrapSecret } from "./engine-values.ts";

/**
 * Calls the listener with the provider's inputs when the engine configures it. The server of the SDK answers Configure
 * without handing its request to the provider, so the request is read where it is deserialised, before the server exists.
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

/** Field `properties` of a ReadRequest, empty: tag 3 with a length, and the length 0. */
const emptyProperties = Buffer.from([0x1a, 0x00]);

/** Gives an import's read the empty properties that it comes without: the SDK's server fails where there are none. */
export function allowImports(): void {
  const { read } = ResourceProviderService;
  const deserialize = read.requestDeserialize;
  read.requestDeserialize = (bytes) => {
    const request = deserialize(bytes);
    return request.getProperties() === undefined ? deserialize(Buffer.concat([bytes, emptyProperties])) : request;
  };
}
