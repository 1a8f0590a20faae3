import { type ServerWritableStream, status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { nameOfUrn } from "../engine-types.ts";
import { stoppable } from "../http/stop-signal.ts";
import { notify } from "../notice.ts";
import type { HandlerOptions } from "../resource-handler.ts";
import type { Settings } from "../settings.ts";
import { checkConfiguration, diffConfiguration, originOf, toSettings } from "./configuration.ts";
import type { Face } from "./face.ts";
import { versionIn } from "./read-schema.ts";
import { refuseNewer } from "./refuse-newer.ts";
import { resourceMethods, toDiffResponse, toFailure } from "./resource-methods.ts";
import { RequestError, toServiceError } from "./service-error.ts";
import { fromStruct, toStruct } from "./struct.ts";
import { type Caller, callerOf, unary } from "./unary.ts";

/** Declares a component and its resources to the engine at `engineAddress`. */
export type Construct = (
  request: providerProto.ConstructRequest,
  engineAddress: string,
) => Promise<providerProto.ConstructResponse>;

export interface PluginServiceOptions {
  readonly readSchema: () => Promise<string>;
  readonly environment: Settings["environment"];
  /** Called with the address of an engine that uses a running process. */
  readonly onAttach?: (address: string) => void;
  /** The accounts to use, regardless of the configuration. */
  readonly settings?: Settings;
  /** A provider without it serves no components. */
  readonly construct?: Construct;
  /** What the handlers need besides the settings; asked for when the first handler is made. */
  readonly handlerOptions: () => Promise<Omit<HandlerOptions, "settings">>;
}

/** A provider of a program. Each has a process of its own, unless the engine attaches to a running one. */
interface Instance {
  readonly settings: Settings;
  readonly stop: AbortController;
  face?: Promise<Face>;
}

/**
 * The engine's whole provider protocol for the package `marketplane`. Vendors are loaded when they are first
 * needed.
 */
export function pluginService(options: PluginServiceOptions): UntypedServiceImplementation {
  const { readSchema, environment, handlerOptions, construct } = options;
  let engineAddress = "";
  const instances = new Map<string, Instance>();
  let latest: Instance | undefined;
  const instanceOf = ({ peer }: Caller): Instance => {
    const instance = instances.get(peer) ?? latest;
    if (!instance) {
      throw new RequestError(status.FAILED_PRECONDITION, "the provider is not configured yet");
    }
    return instance;
  };
  const faceOf = (caller: Caller): Promise<Face> => {
    const instance = instanceOf(caller);
    instance.face ??= openFace(instance.settings, handlerOptions);
    return instance.face;
  };
  const track = <Result>(caller: Caller, call: () => Promise<Result>) =>
    stoppable(instanceOf(caller).stop.signal, call);

  return {
    ...resourceMethods({ faceOf, track }),

    handshake: unary(async (request: providerProto.ProviderHandshakeRequest) => {
      engineAddress = request.getEngineAddress();
      const response = new providerProto.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setAcceptResources(true);
      return response;
    }),

    attach: unary(async (request: pluginProto.PluginAttach) => {
      engineAddress = request.getAddress();
      options.onAttach?.(engineAddress);
      return new emptyProto.Empty();
    }),

    ...(construct && {
      construct: unary((request: providerProto.ConstructRequest) => construct(request, engineAddress)),
    }),

    getPluginInfo: unary(async () => {
      const response = new pluginProto.PluginInfo();
      response.setVersion(versionIn(await readSchema()));
      return response;
    }),

    getSchema: unary(async (request: providerProto.GetSchemaRequest) => {
      if (request.getVersion() > 1) {
        const asked = request.getVersion();
        throw new RequestError(status.INVALID_ARGUMENT, `marketplane's schema has version 1, not ${asked}`);
      }
      const response = new providerProto.GetSchemaResponse();
      response.setSchema(await readSchema());
      return response;
    }),

    checkConfig: unary(async (request: providerProto.CheckRequest) => {
      const { inputs, failures } = checkConfiguration(request.getUrn(), fromStruct(request.getNews()));
      const response = new providerProto.CheckResponse();
      response.setInputs(toStruct(inputs));
      response.setFailuresList(failures.map(toFailure));
      return response;
    }),

    diffConfig: unary(async (request: providerProto.DiffRequest) => {
      const olds = fromStruct(request.getOldInputs() ?? request.getOlds());
      refuseNewer(versionIn(await readSchema()), { name: nameOfUrn(request.getUrn()), inputs: olds });
      const { difference, accounts } = diffConfiguration(olds, fromStruct(request.getNews()));
      for (const setting of accounts) {
        notify(accountText(nameOfUrn(request.getUrn()), setting), request.getUrn());
      }
      return toDiffResponse(difference);
    }),

    configure: unary(async (request: providerProto.ConfigureRequest, { peer }) => {
      const properties = fromStruct(request.getArgs());
      const name = nameOfUrn(request.getUrn() ?? "");
      refuseNewer(versionIn(await readSchema()), { name, inputs: properties });
      const origin = originOf(request.getUrn() ?? "", properties);
      const settings = options.settings ?? toSettings(properties, { origin, environment });
      latest = { settings, stop: new AbortController() };
      instances.set(peer, latest);
      const response = new providerProto.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setAcceptresources(true);
      response.setSupportspreview(true);
      return response;
    }),

    cancel: unary(async (_request, caller) => {
      instances.get(caller.peer)?.stop.abort(new Error("the engine has cancelled the operation"));
      return new emptyProto.Empty();
    }),

    invoke: unary(async (request: providerProto.InvokeRequest, caller) => {
      const { invokeFunction } = await import("./invoke-function.ts");
      return track(caller, () => invokeFunction(request, instanceOf(caller).settings));
    }),

    list: (call: ServerWritableStream<providerProto.ListRequest, providerProto.ListResponse>) => {
      const caller = callerOf(call);
      const work = async () => {
        const { listObjects } = await import("./list-objects.ts");
        await track(caller, () => listObjects(call, instanceOf(caller).settings));
      };
      work().then(
        () => call.end(),
        (error: unknown) => call.emit("error", toServiceError(error)),
      );
    },
  };
}

async function openFace(settings: Settings, handlerOptions: PluginServiceOptions["handlerOptions"]): Promise<Face> {
  const [{ nativeFace }, others] = await Promise.all([import("./native-face.ts"), handlerOptions()]);
  return nativeFace({ settings, ...others });
}

/** Without the values: the engine does not say here which of them are secret. */
function accountText(provider: string, setting: string): string {
  return (
    `provider ${provider}: another ${setting} selects another ` +
    "account. The resources keep their objects in the old account, where this provider no longer finds them. To create " +
    "a resource in the new account and delete it in the old one, keep both providers and give the resource another name"
  );
}
