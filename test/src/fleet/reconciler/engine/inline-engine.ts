import { Server, ServerCredentials, type ServiceError, type UntypedServiceImplementation } from "@grpc/grpc-js";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import serverModule from "@pulumi/pulumi/automation/server.js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineProto from "@pulumi/pulumi/proto/engine_pb.js";
import languageProto from "@pulumi/pulumi/proto/language_pb.js";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import { z } from "zod";

/** The engine's response to a registration; by default the resource is created. */
export type Answer = "made" | "failed" | { readonly code: number };

export interface InlineRun {
  /** Undefined if the program succeeded. */
  readonly error: string | undefined;
  /** Names of the resources that the program registered with this engine. */
  readonly registered: readonly string[];
}

interface Registration {
  readonly name: string;
  readonly type: string;
}

interface Options {
  readonly stack: string;
  /** Responds to a registration, or to another call of the program, which has no type. */
  answer?(registration: Registration): Answer;
  outputsOf?(registration: Registration): Record<string, unknown>;
  /** Delays a response, so that programs overlap. */
  beforeAnswer?(registration: Registration): Promise<void>;
}

const { LanguageServer } = z
  .object({
    LanguageServer: z.custom<new (program: PulumiFn) => LanguageRuntime>((value) => typeof value === "function"),
  })
  .parse(serverModule);

interface LanguageRuntime {
  run(call: { readonly request: unknown }, callback: (error: Error | null | undefined) => void): unknown;
}

/** Runs a program in the Automation API's own server for inline programs, against a fake engine. */
export async function runInline(program: PulumiFn, options: Options): Promise<InlineRun> {
  const registered: string[] = [];
  const server = new Server();
  server.addService(ResourceMonitorService, monitorOf(options, registered));
  server.addService(EngineService, answersOf(Object.keys(EngineService), engineAnswer));
  const address = await listen(server);
  try {
    const request = new languageProto.RunRequest();
    request.setProject("marketplane");
    request.setStack(options.stack);
    request.setParallel(32);
    request.setMonitorAddress(address);
    request.setArgsList([address]);
    const runtime = new LanguageServer(program);
    const error = await new Promise<string | undefined>((resolve) => {
      runtime.run({ request }, (failure) => resolve(failure?.message));
    });
    return { error, registered };
  } finally {
    server.forceShutdown();
  }
}

function monitorOf(options: Options, registered: string[]): UntypedServiceImplementation {
  return answersOf(Object.keys(ResourceMonitorService), async (method, request) => {
    if (!(request instanceof resourceProto.RegisterResourceRequest)) {
      refuseAs(options.answer?.({ name: method, type: "" }));
      return monitorAnswer(method);
    }
    const registration = { name: request.getName(), type: request.getType() };
    await options.beforeAnswer?.(registration);
    const answer = options.answer?.(registration);
    refuseAs(answer);
    registered.push(registration.name);
    return registeredAs(request, options, answer === "failed");
  });
}

function registeredAs(request: resourceProto.RegisterResourceRequest, options: Options, isFailed: boolean) {
  const [name, type] = [request.getName(), request.getType()];
  const response = new resourceProto.RegisterResourceResponse();
  response.setUrn(`urn:pulumi:${options.stack}::marketplane::marketplane:index:Tenant$${type}::${name}`);
  if (request.getCustom()) {
    response.setId(`${options.stack}/${name}`);
  }
  const outputs = { ...request.getObject()?.toJavaScript(), ...options.outputsOf?.({ name, type }) };
  response.setObject(structProto.Struct.fromJavaScript(JSON.parse(JSON.stringify(outputs))));
  if (isFailed) {
    response.setResult(resourceProto.Result.FAIL);
  }
  return response;
}

function refuseAs(answer: Answer | undefined): void {
  if (typeof answer === "object") {
    throw Object.assign(new Error("refused"), { code: answer.code, details: "refused" });
  }
}

function monitorAnswer(method: string): object {
  if (method !== "getDeploymentInfo") {
    return new emptyProto.Empty();
  }
  const { DeploymentInfo } = z.object({ DeploymentInfo: z.custom<InfoClass>() }).parse(resourceProto);
  const info = new DeploymentInfo();
  info.setSupportedfeaturesList(Object.values(resourceProto.ResourceMonitorFeature).map(Number));
  return info;
}
type InfoClass = new () => { setSupportedfeaturesList(features: readonly number[]): void };

function engineAnswer(method: string): Promise<object> {
  return Promise.resolve(
    method === "setRootResource" ? new engineProto.SetRootResourceResponse() : new emptyProto.Empty(),
  );
}

function answersOf(
  methods: readonly string[],
  answer: (method: string, request: unknown) => Promise<object>,
): UntypedServiceImplementation {
  return Object.fromEntries(
    methods.map((method) => [
      method,
      (call: { request: unknown }, callback: (error: Partial<ServiceError> | null, response?: object) => void) => {
        answer(method, call.request).then(
          (response) => callback(null, response),
          (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
        );
      },
    ]),
  );
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(`127.0.0.1:${port}`),
    );
  });
}
