import { stoppable } from "@marketplane/providers/http/stop-signal.ts";
import { dynamicFace } from "@marketplane/providers/native/dynamic-face.ts";
import type { Face } from "@marketplane/providers/native/face.ts";
import { nativeFace } from "@marketplane/providers/native/native-face.ts";
import { pluginService } from "@marketplane/providers/native/plugin-service.ts";
import { readSchema } from "@marketplane/providers/native/read-schema.ts";
import { resourceMethods } from "@marketplane/providers/native/resource-methods.ts";
import { serveProvider } from "@marketplane/providers/native/serve.ts";
import { unary } from "@marketplane/providers/native/unary.ts";
import type { HandlerOptions } from "@marketplane/providers/resource-handler.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { type IsShared, removeUnlessShared } from "../stack-object.ts";

export interface ResidentProvider {
  /** Environment through which the engine finds the provider; only for the one operation that it serves. */
  readonly variables: { readonly PULUMI_DEBUG_PROVIDERS: string };
  /**
   * Rejects new calls and waits for those in progress. A killed engine leaves calls running. An operation
   * that starts while they run could create an object twice.
   */
  close(): Promise<void>;
}

interface ResidentProviderOptions extends Pick<HandlerOptions, "pendingCreates" | "holders"> {
  /** The accounts to use, regardless of the stack's configuration. */
  readonly settings: Settings;
  /** Whether the object must stay because a tenant still needs it. */
  readonly isShared: IsShared;
  /** Aborted to interrupt the operation: calls that wait for a vendor give up. */
  readonly signal: AbortSignal;
}

/**
 * Serves our resources to one engine operation from this process. That saves starting a Node process for each
 * operation, and all operations share clients and rate limits. Listens on loopback only. A stack also works
 * with the providers in processes of their own (docs/decisions/0015).
 */
export async function startResidentProvider({
  isShared,
  signal,
  ...options
}: ResidentProviderOptions): Promise<ResidentProvider> {
  const underWay = new Set<Promise<unknown>>();
  let isClosed = false;
  const methodsOf = (face: Face) =>
    resourceMethods({
      faceOf: () => face,
      track: (_caller, call) => {
        if (isClosed) {
          return Promise.reject(new Error("the operation has ended"));
        }
        const running = stoppable(signal, call);
        const settled = running.catch(() => undefined).finally(() => underWay.delete(settled));
        underWay.add(settled);
        return running;
      },
      // An object that stays is only removed from this stack's state.
      remove: (object, remove) => removeUnlessShared(() => isShared(object), remove),
    });
  const dynamic = await serveProvider({
    ...methodsOf(dynamicFace(options)),
    attach: unary(async () => new emptyProto.Empty()),
    cancel: unary(async () => new emptyProto.Empty()),
    getPluginInfo: unary(async () => new pluginProto.PluginInfo()),
    configure: unary(async () => new providerProto.ConfigureResponse()),
  });
  const { settings, ...others } = options;
  const native = await serveProvider({
    ...pluginService({ readSchema, environment: () => undefined, settings, handlerOptions: async () => others }),
    ...methodsOf(nativeFace(options)),
  });
  return {
    variables: { PULUMI_DEBUG_PROVIDERS: `pulumi-nodejs:${dynamic.port},marketplane:${native.port}` },
    close: async () => {
      isClosed = true;
      dynamic.close();
      native.close();
      await Promise.all(underWay);
    },
  };
}
