import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";

/** The SDK's own limit, for states with uploaded certificates. */
const messageBytesMax = 400 * 1024 * 1024;

export interface ProviderServer {
  readonly port: number;
  close(): void;
}

/** Serves the engine's provider protocol on loopback. Methods that the service lacks answer UNIMPLEMENTED. */
export async function serveProvider(service: UntypedServiceImplementation): Promise<ProviderServer> {
  const server = new Server({
    "grpc.max_receive_message_length": messageBytesMax,
    "grpc.max_send_message_length": messageBytesMax,
  });
  server.addService(ResourceProviderService, service);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, close: () => server.forceShutdown() };
}
