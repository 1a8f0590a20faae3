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
/** What the SDK listens with for each program that runs. */
const runs = new Map<symbol, readonly Listening[]>();
/** One listener for each event, however many programs run: Node warns of a leak where a process has many. */
const dispatchers = events.map((event): Listening => ({ event, listener: (...args) => dispatch(event, args) }));
let isInstalled = false;

/**
 * Keeps inline programs that overlap in this process apart, and makes each fail loudly. The SDK does neither:
 *
 * - Every program listens to the unhandled rejections of the whole process, so a resource that failed in one stack failed
 *   the runs of all other stacks, with the message of a tenant that is not theirs.
 * - A call to the engine that ends as UNAVAILABLE or CANCELLED is taken for the engine's own end. The resource is left
 *   out without an error, so the engine deletes it where the state has it; or the program waits for it for ever.
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
    // What a program left behind was reported by its run. Everything else ends the process, as it does
    // without a listener.
    if (current.getStore() === undefined && runs.size === 0) {
      throw error;
    }
  });
}

/** The SDK adds a run's listeners before its first await. */
function listenersAddedBy<Result>(work: () => Result) {
  const added: Listening[] = [];
  const note = (event: string, listener: Listener) => {
    if (events.includes(event)) {
      added.push({ event, listener });
    }
  };
  emitter.on("newListener", note);
  try {
    return { result: work(), added };
  } finally {
    emitter.off("newListener", note);
  }
}

/**
 * Passes an event on to the run that it comes from, whose context Node restores, or to all where it comes
 * from none.
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
