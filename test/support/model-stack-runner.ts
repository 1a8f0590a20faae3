import * as pulumi from "@pulumi/pulumi";
import { connectApifew } from "../../providers/apifew/connect.ts";
import { license } from "../../providers/apifew/license/index.ts";
import { licenseAssignment } from "../../providers/apifew/license-assignment.ts";
import { managedUser } from "../../providers/apifew/managed-user.ts";
import { user } from "../../providers/apifew/user.ts";
import { RateLimiter } from "../../providers/http/rate-limiter.ts";
import { createHandler } from "../../providers/resource-handler.ts";
import type { Settings } from "../../providers/settings.ts";
import type { Failure } from "../../src/fleet/reconciler/engine/run-events.ts";
import type { IsShared } from "../../src/fleet/reconciler/engine/stack-object.ts";
import type { StackRun, StackRunner } from "../../src/fleet/reconciler/engine/stack-runner.ts";
import { resourceKey } from "../../stacks/tenant-of-urn.ts";
import { FakeClock } from "./fake-clock.ts";
import { type Declared, type Handler, ModelEngine } from "./model-engine.ts";
import { recordDeclarations } from "./pulumi-mocks.ts";

/** A client of the sandbox without waits. */
export function quickApifew(settings: Settings) {
  const clock = new FakeClock();
  return connectApifew(settings, { clock, limiter: new RateLimiter({ calls: 1_000_000, windowMs: 1 }, clock) });
}

interface ModelRunnerOptions {
  readonly settings: Settings;
  readonly isShared: IsShared;
  /** Thrown during a run: its worker dies. */
  readonly dies: () => boolean;
  /** Receives every step of every run, to find the cause of a failure. */
  readonly note: (tenantId: string, ...what: readonly unknown[]) => void;
}

const none: Omit<StackRun, "isSuccess" | "failures" | "reports"> = {
  isComplete: true,
  changes: {},
  steps: [],
  remarks: [],
  durationMs: 0,
};
const alive = { assertAlive: () => undefined } as unknown as Parameters<ModelEngine["up"]>[1];

/**
 * Runs the shards' programs without the engine: our resources' own code against the sandbox, in the engine's
 * order of calls, and with what it keeps of a run. Each tenant has a separate state, which is equivalent to
 * runs with targets.
 */
export function modelStackRunner({ settings, isShared, dies, note }: ModelRunnerOptions): StackRunner {
  const engines = new Map<string, ModelEngine>();
  const runTenant = async (id: string, program: readonly Declared[], handlers: Handlers, isRefreshed: boolean) => {
    const engine = engines.get(id) ?? new ModelEngine();
    engines.set(id, engine);
    const handlerOf = (type: string): Handler => {
      const handler = handlers[type];
      if (!handler) {
        throw new Error(`no handler of ${type}`);
      }
      const urn = urnOf(id, type);
      const mayDie = () => {
        if (dies()) {
          throw new ProcessDiedError("the worker was killed");
        }
      };
      return {
        ...handler,
        create: async (inputs) => {
          mayDie();
          note(id, "creates", type, inputs);
          return handler.create(inputs);
        },
        update: async (object, olds, news) => {
          note(id, "updates", type, news);
          return handler.update(object, olds, news);
        },
        delete: async (object, properties) => {
          mayDie();
          const isKept = await isShared({ urn, id: object, properties });
          note(id, isKept ? "forgets" : "deletes", type, object);
          if (!isKept) {
            await handler.delete(object, properties);
          }
        },
      };
    };
    if (isRefreshed) {
      await engine.refresh(alive, handlerOf);
    }
    await engine.up(program, alive, handlerOf);
  };

  return {
    up: async (_stack, program, { targets, isRefreshed = false, isCheckpointed }) => {
      const declared = await recordedProgram(program);
      // As in a run of the engine, the handlers are notified of one run.
      const handlers = modelHandlers(settings);
      const failures: Failure[] = [];
      const made: Declared[] = [];
      for (const id of targets) {
        const own = declared.filter(({ name, type }) => name.startsWith(`${id}-`) && handlers[type]);
        const error = await failureOf(runTenant(id, own, handlers, isRefreshed));
        if (error === undefined) {
          made.push(...own);
          continue;
        }
        // A state that is written only at the end does not contain a run whose worker died.
        if (error instanceof ProcessDiedError && !isCheckpointed) {
          for (const target of targets) {
            engines.delete(target);
          }
        }
        if (error instanceof ProcessDiedError) {
          throw error;
        }
        note(id, "fails", error.message);
        failures.push({ urn: urnOf(id, "x"), message: error.message });
      }
      const reports = new Map(
        made.map(({ type, name }) => [resourceKey(`pulumi-nodejs:${type}`, name), "made" as const]),
      );
      return { ...none, isSuccess: failures.length === 0, failures, reports };
    },
    move: () => Promise.resolve(),
    recover: () => Promise.resolve(),
  };
}

type Handlers = Readonly<Record<string, Handler>>;

/** The handlers of apifew's resources over a client without waits. */
export function modelHandlers(settings: Settings): Handlers {
  const connect = () => quickApifew(settings);
  return {
    "apifew:User": createHandler({ ...user, connect }, { settings }),
    "apifew:License": createHandler({ ...license, connect }, { settings }),
    "apifew:ManagedUser": createHandler({ ...managedUser, connect }, { settings }),
    "apifew:LicenseAssignment": createHandler({ ...licenseAssignment, connect }, { settings }),
  } as unknown as Handlers;
}

class ProcessDiedError extends Error {}

function urnOf(tenantId: string, type: string): string {
  return `urn:pulumi:s::marketplane::marketplane:index:Tenant$pulumi-nodejs:${type}::${tenantId}-x`;
}

async function failureOf(run: Promise<void>): Promise<Error | undefined> {
  try {
    await run;
    return undefined;
  } catch (error) {
    const { cause } = error instanceof Error ? error : {};
    return cause instanceof ProcessDiedError ? cause : new Error(String(error));
  }
}

let recording: Promise<unknown> = Promise.resolve();

/**
 * The resources that a program declares. Programs run one after the other, because the recorder is global.
 */
export function recordedProgram(program: () => Promise<unknown>): Promise<readonly Declared[]> {
  const mine = recording.then(async () => {
    const declared = await recordDeclarations(({ type }) =>
      type.endsWith("License") ? { keys: ["a-key"], count: 1, activeCount: 1 } : {},
    );
    await program();
    await pulumi.runtime.disconnect();
    return declared.map(({ type, name, inputs }) => ({
      type: type.replace("pulumi-nodejs:", ""),
      name,
      inputs: plain(inputs),
    }));
  });
  recording = mine.catch(() => undefined);
  return mine;
}

function plain(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { __provider: _line, ...own } = inputs;
  return own;
}
