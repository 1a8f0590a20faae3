import { AsyncLocalStorage } from "node:async_hooks";
import type { EventEmitter } from "node:events";
import { InterceptingCall, type Interceptor, status } from "@grpc/grpc-js";
import serverModule from "@pulumi/pulumi/automation/server.js";
import settingsModule from "@pulumi/pulumi/runtime/settings.js";
import { z } from "zod";

type Listener = Parameters<EventEmitter["off"]>[1];
type Run = (this: object, call: unknown, callback: (error?: unknown, response?: unknown) => void) => Promise<unknown>;

/** Parts of the SDK that its declarations leave out. Another version may lack them, and is refused. */
const Internals = z.object({
  LanguageServer: z.custom<{ readonly prototype: { run: Run } }>((value) => typeof value === "function"),
  grpcClientOptions: z.custom<{ readonly interceptors: Interceptor[] }>(
    (value) => z.object({ interceptors: z.array(z.unknown()) }).safeParse(value).success,
  ),
});

/** The run that asynchronous work belongs to; undefined outside of programs. */
const current = new AsyncLocalStorage<symbol>();
const events = ["uncaughtException", "unhandledRejection"];
const emitter: EventEmitter = process;
let isInstalled = false;
let running = 0;

/**
 * Keeps inline programs that overlap in this process apart, and makes each fail loudly. The SDK does neither:
 *
 * - Every program listens to the unhandled rejections of the whole process, so a resource that failed in one stack failed
 *   the runs of all other stacks, with the message of a tenant that is not theirs.
 * - A call to the engine that ends as UNAVAILABLE or CANCELLED is taken for the engine's own end. The resource is left
 *   out without an error, so the engine deletes it where the state has it; or the program waits for it for ever.
 */
export function separatePrograms(): void {
  if (isInstalled) return;
  isInstalled = true;
  const { LanguageServer, grpcClientOptions } = Internals.parse({ ...serverModule, ...settingsModule });
  grpcClientOptions.interceptors.push(failLoudly);
  const { prototype } = LanguageServer;
  const original = prototype.run;
  prototype.run = function run(this: object, call: unknown, callback: Parameters<Run>[1]): Promise<unknown> {
    const id = Symbol("run");
    const { result: ended, added } = listenersAddedBy(() => current.run(id, () => original.call(this, call, callback)));
    for (const { event, listener } of added) listenFor(id, event, listener);
    running += 1;
    return ended.finally(() => {
      running -= 1;
    });
  };
  process.on("unhandledRejection", (error: unknown) => {
    // What a program left behind was reported by its run. Everything else ends the process, as it does without a listener.
    if (current.getStore() === undefined && running === 0) throw error;
  });
}

/** The SDK adds a run's listeners before its first await. */
function listenersAddedBy<Result>(work: () => Result) {
  const added: { readonly event: string; readonly listener: Listener }[] = [];
  const note = (event: string, listener: Listener) => {
    if (events.includes(event)) added.push({ event, listener });
  };
  emitter.on("newListener", note);
  try {
    return { result: work(), added };
  } finally {
    emitter.off("newListener", note);
  }
}

/** Node calls a listener in the context that the error comes from. `listener` lets process.off find the replacement. */
function listenFor(id: symbol, event: string, listener: Listener): void {
  emitter.off(event, listener);
  const own: Listener = (...args) => {
    const origin = current.getStore();
    if (origin === undefined || origin === id) listener(...args);
  };
  emitter.on(event, Object.assign(own, { listener }));
}

/** The last call of a program says that it has ended, and the engine may have ended before it answers. */
const lastCall = "/pulumirpc.ResourceMonitor/SignalAndWaitForShutdown";

const failLoudly: Interceptor = (options, nextCall) => {
  const { path } = options.method_definition;
  const isMonitored = path.startsWith("/pulumirpc.ResourceMonitor/") && path !== lastCall;
  return new InterceptingCall(nextCall(options), {
    start: (metadata, _listener, next) =>
      next(metadata, {
        onReceiveStatus: (end, pass) => {
          const isSwallowed = isMonitored && (end.code === status.UNAVAILABLE || end.code === status.CANCELLED);
          pass(isSwallowed ? { ...end, code: status.INTERNAL, details: `The engine is gone: ${end.details}` } : end);
        },
      }),
  });
};
