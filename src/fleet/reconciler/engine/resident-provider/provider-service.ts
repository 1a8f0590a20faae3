import type { handleUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import type { HandlerOptions } from "@marketplane/providers/resource-handler.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import { type IsShared, removeUnlessShared } from "../stack-object.ts";
import { type Handler, handlersFor } from "./handlers.ts";
import { toServiceError } from "./service-error.ts";

type Properties = Record<string, unknown>;
type Struct = InstanceType<typeof structProto.Struct>;

/** The property in which the engine keeps a resource's provider line. */
const providerKey = "__provider";
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface ProviderServiceOptions extends Pick<HandlerOptions, "pendingCreates" | "holders"> {
  /** The accounts to use, regardless of the stack's configuration. */
  readonly settings: Settings;
  /** Wraps every engine call that contacts a vendor. */
  readonly track: <Result>(call: () => Promise<Result>) => Promise<Result>;
  /** Whether the object must stay because a tenant still needs it. */
  readonly isShared: IsShared;
}

/**
 * Serves the engine's provider protocol from our handlers, for one operation on one stack. Pulumi starts a
 * separate process for dynamic resources; this serves them from the running process. Its responses are the
 * same, so a stack works with either. Protocol: pulumi/provider.proto of the SDK.
 */
export function providerService({
  settings,
  pendingCreates,
  holders,
  track,
  isShared,
}: ProviderServiceOptions): UntypedServiceImplementation {
  const find = handlersFor({ settings, ...(pendingCreates && { pendingCreates }), ...(holders && { holders }) });
  const handlerOf = (...properties: Properties[]): Handler => {
    const lines = properties.map((each) => each[providerKey]);
    return find(lines.find((line) => line !== undefined && line !== unknownValue));
  };

  return {
    attach: unary(async () => new emptyProto.Empty()),
    cancel: unary(async () => new emptyProto.Empty()),
    getPluginInfo: unary(async () => new pluginProto.PluginInfo()),

    configure: unary(async () => {
      const response = new providerProto.ConfigureResponse();
      response.setAcceptsecrets(false);
      return response;
    }),

    check: unary(async (request: providerProto.CheckRequest) => {
      const [olds, news] = [toProperties(request.getOlds()), toProperties(request.getNews())];
      const { inputs, failures } = await handlerOf(news, olds).check(olds, news);
      const response = new providerProto.CheckResponse();
      response.setInputs(toStruct(inputs, news));
      response.setFailuresList((failures ?? []).map(toFailure));
      return response;
    }),

    diff: unary(async (request: providerProto.DiffRequest) => {
      const [olds, news] = [toProperties(request.getOlds()), toProperties(request.getNews())];
      const difference = await handlerOf(news, olds).diff(request.getId(), olds, news);
      const { DIFF_UNKNOWN, DIFF_NONE, DIFF_SOME } = providerProto.DiffResponse.DiffChanges;
      const response = new providerProto.DiffResponse();
      response.setChanges(difference.changes === undefined ? DIFF_UNKNOWN : difference.changes ? DIFF_SOME : DIFF_NONE);
      response.setReplacesList(difference.replaces ?? []);
      response.setDeletebeforereplace(difference.deleteBeforeReplace ?? false);
      return response;
    }),

    create: unary(async (request: providerProto.CreateRequest) => {
      const inputs = toProperties(request.getProperties());
      const { id, outs } = await track(() => handlerOf(inputs).create(inputs));
      const response = new providerProto.CreateResponse();
      response.setId(id);
      response.setProperties(toStruct(outs, inputs));
      return response;
    }),

    read: unary(async (request: providerProto.ReadRequest) => {
      const known = toProperties(request.getProperties());
      const properties = Object.keys(known).length > 0 ? known : toProperties(request.getInputs());
      const { id, props, inputs } = await track(() => handlerOf(properties).read(request.getId(), properties));
      const response = new providerProto.ReadResponse();
      // Without an id the object is gone.
      response.setId(id ?? "");
      response.setProperties(toStruct(props, properties));
      if (inputs) {
        response.setInputs(toStruct(inputs, properties));
      }
      return response;
    }),

    update: unary(async (request: providerProto.UpdateRequest) => {
      const [olds, news] = [toProperties(request.getOlds()), toProperties(request.getNews())];
      const { outs } = await track(() => handlerOf(news).update(request.getId(), olds, news));
      const response = new providerProto.UpdateResponse();
      response.setProperties(toStruct(outs, news));
      return response;
    }),

    delete: unary(async (request: providerProto.DeleteRequest) => {
      const known = toProperties(request.getProperties());
      const [urn, id] = [request.getUrn(), request.getId()];
      // An object that stays is only removed from this stack's state.
      await track(() =>
        removeUnlessShared(
          () => isShared({ urn, id, properties: known }),
          () => handlerOf(known).delete(id, known),
        ),
      );
      return new emptyProto.Empty();
    }),
  };
}

function unary<Request, Response>(method: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    method(request).then(
      (response) => callback(null, response),
      (error: unknown) => callback(toServiceError(error)),
    );
  };
}

function toProperties(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

/** Converts a handler's properties for the engine, and adds the provider line of the request. */
function toStruct(properties: Readonly<Properties> | undefined, { [providerKey]: line }: Properties): Struct {
  // Convert to JSON first: it drops undefined properties, which a Struct cannot represent.
  const plain = JSON.parse(JSON.stringify({ ...properties, [providerKey]: line }));
  return structProto.Struct.fromJavaScript(plain);
}

function toFailure({ property, reason }: { readonly property: string; readonly reason: string }) {
  const failure = new providerProto.CheckFailure();
  failure.setProperty(property);
  failure.setReason(reason);
  return failure;
}
