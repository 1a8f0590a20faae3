import { Server, ServerCredentials } from "@grpc/grpc-js";
import { stoppable } from "@marketplane/providers/http/stop-signal.ts";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { type ProviderServiceOptions, providerService } from "./provider-service.ts";

/** The SDK's own limit, for states with uploaded certificates. */
const messageBytesMax = 400 * 1024 * 1024;

export interface ResidentProvider {
  /** Environment through which the engine finds the provider; only for the one operation that it serves. */
  readonly variables: { readonly PULUMI_DEBUG_PROVIDERS: string };
  /**
   * Rejects new calls and waits for those in progress. A killed engine leaves calls running. An operation
   * that starts while they run could create an object twice.
   */
  close(): Promise<void>;
}

/**
 * Serves our resources to one engine operation from this process. That saves starting a Node process for each
 * operation, and all operations share clients and rate limits. Listens on loopback only. A stack also works
 * with the provider in its own process (docs/decisions/0015).
 */
export async function startResidentProvider(
  options: Omit<ProviderServiceOptions, "track"> & {
    /** Aborted to interrupt the operation: calls that wait for a vendor give up. */
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
