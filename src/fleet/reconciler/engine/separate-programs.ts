import { AsyncLocalStorage } from "node:async_hooks";
import type { EventEmitter } from "node:events";
import { InterceptingCall, type Interceptor, status } from "@grpc/grpc-js";
import serverModule from "@pulumi/pulumi/automation/server.js";
import settingsModule from "@pulumi/pulumi/runtime/settings.js";
import { z } from "zod";

type Listener = Parameters<EventEmitter["off"]>[1];
interface Listening {
  readonly event: string;
  readonly listener: Listener;
}
type Run = (this: object, call: unknown, callback: (error?: unknown, response?: unknown) => void) => Promise<unknown>;

/** Internals of the SDK without type declarations. Another version may lack them; it is rejected. */
const Internals = z.object({
  LanguageServer: z.custom<{ readonly prototype: { run: Run } }>((value) => typeof value === "function"),
  grpcClientOptions: z.custom<{ readonly interceptors: Interceptor[] }>(
    (value) => z.object({ interceptors: z.array(z.unknown()) }).safeParse(value).success,
  ),
});

/** The run that asynchronous work belongs to; undefined outside programs. */
const current = new AsyncLocalStorage<symbol>();
const events = ["uncaughtException", "unhandledRejection"];
const emitter: EventEmitter = process;
/** The listeners that the SDK added for each running program. */
const runs = new Map<symbol, readonly Listening[]>();
/** One process listener per event, however many programs run: Node warns about a leak if there are many. */
const dispatchers = events.map((event): Listening => ({ event, listener: (...args) => dispatch(event, args) }));
let isInstalled = false;

/**
 * Isolates inline programs that run at the same time in this process, and makes each fail visibly. The SDK
 * does neither:
 *
 * - Every program listens to the unhandled rejections of the whole process. So a failed resource in one stack
 *   failed the runs of all other stacks, with an error about someone else's tenant.
 * - The SDK treats a call to the engine that ends as UNAVAILABLE or CANCELLED as a shutdown of the engine. It
 *   drops the resource without an error, so the engine deletes the resource if the state has it, or the program
 *   hangs forever.
 */
export function separatePrograms(): void {
  if (isInstalled) {
    return;
  }
  isInstalled = true;
  const { LanguageServer, grpcClientOptions } = Internals.parse({ ...serverModule, ...settingsModule });
  grpcClientOptions.interceptors.push(failLoudly);
  const { prototype } = LanguageServer;
  const original = prototype.run;
  prototype.run = function run(this: object, call: unknown, callback: Parameters<Run>[1]): Promise<unknown> {
    const id = Symbol("run");
    const { result: ended, added } = listenersAddedBy(() => current.run(id, () => original.call(this, call, callback)));
    for (const { event, listener } of added) {
      emitter.off(event, listener);
    }
    if (runs.size === 0) {
      for (const { event, listener } of dispatchers) {
        emitter.on(event, listener);
      }
    }
    runs.set(id, added);
    return ended.finally(() => {
      runs.delete(id);
      if (runs.size === 0) {
        for (const { event, listener } of dispatchers) {
          emitter.off(event, listener);
        }
      }
    });
  };
  process.on("unhandledRejection", (error: unknown) => {
    // A program's leftover rejections were reported by its run. Anything else ends the process, as it would
    // without a listener.
    if (current.getStore() === undefined && runs.size === 0) {
      throw error;
    }
  });
}

/** The SDK adds a run's listeners before its first await. */
function listenersAddedBy<Result>(work: () => Result) {
  const added: Listening[] = [];
  const record = (event: string, listener: Listener) => {
    if (events.includes(event)) {
      added.push({ event, listener });
    }
  };
  emitter.on("newListener", record);
  try {
    return { result: work(), added };
  } finally {
    emitter.off("newListener", record);
  }
}

/**
 * Forwards an event to the run that caused it, identified by its asynchronous context, or to all runs if
 * there is none.
 */
function dispatch(event: string, args: Parameters<Listener>): void {
  const origin = current.getStore();
  for (const [id, added] of [...runs]) {
    if (origin !== undefined && origin !== id) {
      continue;
    }
    for (const one of added) {
      if (one.event === event) {
        one.listener(...args);
      }
    }
  }
}

/** A program's last call reports its end; the engine may exit before it responds. */
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
