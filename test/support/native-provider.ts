import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import { pluginService } from "../../providers/native/plugin-service.ts";
import { serveProvider } from "../../providers/native/serve.ts";
import type { HandlerOptions } from "../../providers/resource-handler.ts";

export type Properties = Readonly<Record<string, unknown>>;
type Proto = typeof providerProto;

/** A secret as the engine sends it. */
export const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

export const urnOf = (type: string, name = "acme") =>
  `urn:pulumi:dev::shop::shop:Customer$marketplane:${type}::${name}`;
export const providerUrn = (name = "default_0_1_0") => `urn:pulumi:dev::shop::pulumi:providers:marketplane::${name}`;

/** What the engine reads from the details of an error. */
export interface Incomplete {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];
}

/** One connection of an engine to a provider. */
export class ProviderClient {
  readonly #client: Client;

  constructor(port: number) {
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
      // Each provider of a program has a connection of its own.
      "grpc.use_local_subchannel_pool": 1,
    });
  }

  close(): void {
    this.#client.close();
  }

  call<Request, Response>(method: keyof typeof ResourceProviderService, request: Request): Promise<Response> {
    const { path, requestSerialize, responseDeserialize } = ResourceProviderService[method] as never as {
      path: string;
      requestSerialize: (request: Request) => Buffer;
      responseDeserialize: (bytes: Buffer) => Response;
    };
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, response) =>
        error || response === undefined ? reject(error) : resolve(response),
      );
    });
  }

  handshake() {
    const request = new providerProto.ProviderHandshakeRequest();
    request.setConfigureWithUrn(true);
    return this.call<unknown, InstanceType<Proto["ProviderHandshakeResponse"]>>("handshake", request);
  }

  async schema(version = 0): Promise<string> {
    const request = new providerProto.GetSchemaRequest();
    request.setVersion(version);
    const response = await this.call<unknown, InstanceType<Proto["GetSchemaResponse"]>>("getSchema", request);
    return response.getSchema();
  }

  async version(): Promise<string> {
    const info = await this.call<unknown, pluginProto.PluginInfo>("getPluginInfo", new emptyProto.Empty());
    return info.getVersion();
  }

  attach() {
    const request = new pluginProto.PluginAttach();
    request.setAddress("127.0.0.1:1");
    return this.call("attach", request);
  }

  cancel() {
    return this.call("cancel", new emptyProto.Empty());
  }

  checkConfig(news: Properties, urn = providerUrn()) {
    return this.#check("checkConfig", urn, {}, news);
  }

  async diffConfig(olds: Properties, news: Properties, urn = providerUrn("north")) {
    return this.#diff("diffConfig", { urn, id: "1", olds, oldInputs: olds, news });
  }

  async configure(args: Properties, urn = providerUrn()) {
    const request = new providerProto.ConfigureRequest();
    request.setUrn(urn);
    request.setArgs(toStruct(args));
    return this.call<unknown, InstanceType<Proto["ConfigureResponse"]>>("configure", request);
  }

  check(type: string, news: Properties, olds: Properties = {}) {
    return this.#check("check", urnOf(type), olds, news);
  }

  diff(type: string, given: { id: string; olds: Properties; news: Properties; oldInputs?: Properties }) {
    return this.#diff("diff", { urn: urnOf(type), oldInputs: {}, ...given });
  }

  async create(type: string, inputs: Properties, { preview = false, timeout = 0 } = {}) {
    const request = new providerProto.CreateRequest();
    request.setUrn(urnOf(type));
    request.setProperties(toStruct(inputs));
    request.setPreview(preview);
    request.setTimeout(timeout);
    const made = await this.call<unknown, InstanceType<Proto["CreateResponse"]>>("create", request);
    return { id: made.getId(), outputs: fromStruct(made.getProperties()) };
  }

  async read(type: string, id: string, known: Properties = {}, inputs: Properties = {}) {
    const request = new providerProto.ReadRequest();
    request.setUrn(urnOf(type));
    request.setId(id);
    request.setProperties(toStruct(known));
    request.setInputs(toStruct(inputs));
    const found = await this.call<unknown, InstanceType<Proto["ReadResponse"]>>("read", request);
    return { id: found.getId(), outputs: fromStruct(found.getProperties()), inputs: fromStruct(found.getInputs()) };
  }

  async update(type: string, given: { id: string; olds: Properties; news: Properties; preview?: boolean }) {
    const request = new providerProto.UpdateRequest();
    request.setUrn(urnOf(type));
    request.setId(given.id);
    request.setOlds(toStruct(given.olds));
    request.setNews(toStruct(given.news));
    request.setPreview(given.preview ?? false);
    const updated = await this.call<unknown, InstanceType<Proto["UpdateResponse"]>>("update", request);
    return fromStruct(updated.getProperties());
  }

  delete(type: string, id: string, known: Properties) {
    const request = new providerProto.DeleteRequest();
    request.setUrn(urnOf(type));
    request.setId(id);
    request.setProperties(toStruct(known));
    return this.call("delete", request);
  }

  async invoke(token: string, args: Properties) {
    const request = new providerProto.InvokeRequest();
    request.setTok(token);
    request.setArgs(toStruct(args));
    const response = await this.call<unknown, InstanceType<Proto["InvokeResponse"]>>("invoke", request);
    return { outputs: fromStruct(response.getReturn()), failures: response.getFailuresList().map(toFailure) };
  }

  /** Every response of a listing. */
  list(token: string, query: Properties, paging: { limit?: number; pageSize?: number; continuation?: string } = {}) {
    const request = new providerProto.ListRequest();
    request.setToken(token);
    request.setQuery(toStruct(query));
    request.setLimit(paging.limit ?? 0);
    request.setPageSize(paging.pageSize ?? 0);
    request.setContinuationToken(paging.continuation ?? "");
    const { path, requestSerialize, responseDeserialize } = ResourceProviderService.list;
    const stream = this.#client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
    const found: { ids: string[]; continuation?: string; isComputed: boolean } = { ids: [], isComputed: false };
    return new Promise<typeof found>((resolve, reject) => {
      stream.on("data", (response: InstanceType<Proto["ListResponse"]>) => {
        const [result, continuation] = [response.getResult(), response.getContinuation()];
        found.isComputed ||= response.hasComputed();
        if (result) {
          found.ids.push(result.getId());
        }
        if (continuation) {
          found.continuation = continuation.getContinuationToken();
        }
      });
      stream.on("error", reject).on("end", () => resolve(found));
    });
  }

  async #check(method: "check" | "checkConfig", urn: string, olds: Properties, news: Properties) {
    const request = new providerProto.CheckRequest();
    request.setUrn(urn);
    request.setOlds(toStruct(olds));
    request.setNews(toStruct(news));
    const checked = await this.call<unknown, InstanceType<Proto["CheckResponse"]>>(method, request);
    return { inputs: fromStruct(checked.getInputs()), failures: checked.getFailuresList().map(toFailure) };
  }

  async #diff(
    method: "diff" | "diffConfig",
    given: { urn: string; id: string; olds: Properties; oldInputs: Properties; news: Properties },
  ) {
    const request = new providerProto.DiffRequest();
    request.setUrn(given.urn);
    request.setId(given.id);
    request.setOlds(toStruct(given.olds));
    request.setOldInputs(toStruct(given.oldInputs));
    request.setNews(toStruct(given.news));
    const diff = await this.call<unknown, InstanceType<Proto["DiffResponse"]>>(method, request);
    const { DiffChanges } = providerProto.DiffResponse;
    const kinds = Object.entries(providerProto.PropertyDiff.Kind);
    const kindName = (kind: number) => kinds.find(([, number]) => number === kind)?.[0];
    const detail: [string, string | undefined][] = [];
    diff.getDetaileddiffMap().forEach((change, path) => {
      detail.push([path, kindName(change.getKind())]);
    });
    return {
      isChanged: diff.getChanges() === DiffChanges.DIFF_SOME,
      replaces: diff.getReplacesList(),
      deleteBeforeReplace: diff.getDeletebeforereplace(),
      detail: diff.getHasdetaileddiff() ? Object.fromEntries(detail) : undefined,
    };
  }
}

/** Serves the native provider from this process, with the accounts of a test. */
export async function startNativeProvider(
  options: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly handlers?: Omit<HandlerOptions, "settings">;
    readonly schema?: string;
  } = {},
) {
  const { environment = {}, handlers = {}, schema = '{"name":"marketplane","version":"9.8.7"}' } = options;
  const server = await serveProvider(
    pluginService({
      readSchema: async () => schema,
      environment: (name) => environment[name],
      handlerOptions: async () => handlers,
    }),
  );
  const clients: ProviderClient[] = [];
  return {
    connect: () => {
      const client = new ProviderClient(server.port);
      clients.push(client);
      return client;
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) {
        client.close();
      }
      server.close();
    },
  };
}

/** The incomplete object in an error's details; undefined if it has none. */
export function incompleteOf(error: unknown): Incomplete | undefined {
  const [details] = (error as ServiceError).metadata.get("grpc-status-details-bin");
  const [detail] = Buffer.isBuffer(details) ? statusProto.Status.deserializeBinary(details).getDetailsList() : [];
  if (!detail) {
    return undefined;
  }
  const failure = providerProto.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  return { id: failure.getId(), properties: fromStruct(failure.getProperties()), reasons: failure.getReasonsList() };
}

function toStruct(properties: Properties) {
  return structProto.Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
}

function fromStruct(struct: InstanceType<typeof structProto.Struct> | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

function toFailure(failure: InstanceType<Proto["CheckFailure"]>) {
  return { property: failure.getProperty(), reason: failure.getReason() };
}
