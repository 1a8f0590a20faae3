import { Server, ServerCredentials } from "@grpc/grpc-js";
import { stoppable } from "@marketplane/providers/http/stop-signal.ts";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { type ProviderServiceOptions, providerService } from "./provider-service.ts";

/** The SDK's own bound, for states with uploaded certificates. */
const messageBytesMax = 400 * 1024 * 1024;

export interface ResidentProvider {
  /** What the engine finds the provider by; meant for the one operation that it serves. */
  readonly variables: { readonly PULUMI_DEBUG_PROVIDERS: string };
  /**
   * Takes no more calls and waits for those under way. An engine that was killed leaves some: whoever started
   * the next operation beside them could make an object twice.
   */
  close(): Promise<void>;
}

/**
 * Serves the provider of our resources to one operation of the engine from this process, which saves the
 * engine the start of a Node process for each operation and lets all operations of this process share clients
 * and rate limits. Listens on loopback. The engine's plain path, a process of its own, works on the same
 * stacks (docs/decisions/0015).
 */
export async function startResidentProvider(
  options: Omit<ProviderServiceOptions, "track"> & {
    /** Aborted when the operation is to be broken off: what waits for a vendor gives up. */
    readonly signal: AbortSignal;
  },
): Promise<ResidentProvider> {
  const server = new Server({
    "grpc.max_receive_message_length": messageBytesMax,
    "grpc.max_send_message_length": messageBytesMax,
  });
  const underWay = new Set<Promise<unknown>>();
  let isClosed = false;
  server.addService(
    ResourceProviderService,
    providerService({
      ...options,
      track: (call) => {
        if (isClosed) {
          return Promise.reject(new Error("the operation has ended"));
        }
        const running = stoppable(options.signal, call);
        const settled = running.catch(() => undefined).finally(() => underWay.delete(settled));
        underWay.add(settled);
        return running;
      },
    }),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    variables: { PULUMI_DEBUG_PROVIDERS: `pulumi-nodejs:${port}` },
    close: async () => {
      isClosed = true;
      server.forceShutdown();
      await Promise.all(underWay);
    },
  };
}
