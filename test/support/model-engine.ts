import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import type { ProcessLife } from "./process-life.ts";
import { asStored, CheckFailedError, type Properties } from "./resource-driver.ts";

export type Handler = Required<Omit<pulumi.dynamic.ResourceProvider, "configure">>;

/** A resource of a program. */
export interface Declared {
  /** Its name, by which program and state are matched. */
  readonly name: string;
  readonly type: string;
  readonly inputs: Properties;
  /** The resource's option, which overrides the provider's answer; a class may set it by default. */
  readonly deleteBeforeReplace?: boolean | undefined;
}

/** A resource in the engine's state. */
export interface Kept {
  readonly name: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outs: Properties;
  readonly isIncomplete: boolean;
  /** Marked by `pulumi state taint`: replaced in the next run without a call to the provider. */
  readonly isTainted?: boolean;
}

export interface UpOptions {
  /** Resources named by `--replace`: replaced without a call to the provider. */
  readonly replace?: ReadonlySet<string>;
  /**
   * Resources that `replaceOnChanges` or `replacementTrigger` replaces, regardless of the provider's answer.
   */
  readonly triggered?: ReadonlySet<string>;
  /** Called after each saved step. It may throw, like a process that is killed there. */
  readonly onSaved?: () => void;
}

/** Where a run was interrupted, and why. */
export class RunFailedError extends Error {
  readonly resource: string;

  constructor(resource: string, cause: unknown) {
    super(`${resource}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.resource = resource;
  }
}

type Life = Pick<ProcessLife, "assertAlive">;

const providerLine = { __provider: "the line" };

/**
 * The part of the engine that a provider can observe: its state, the order of its calls, and what it keeps of
 * an interrupted run. A create without an answer is not in the state. An incomplete object is, and the next
 * run updates it.
 */
export class ModelEngine {
  /** In the order of creation. */
  readonly state = new Map<string, Kept>();
  /** Old objects with successors. The engine deletes them after all declared resources. */
  readonly replaced: Kept[] = [];
  /** Objects that were removed from the state, as they were. */
  readonly removed: Kept[] = [];

  async up(
    program: readonly Declared[],
    life: Life,
    handlerOf: (type: string) => Handler,
    options: UpOptions = {},
  ): Promise<void> {
    const run = new Run(this, life, handlerOf, options);
    for (const declared of program) {
      await run.step(declared.name, () => run.settle(declared));
    }
    await run.removeReplaced();
    const names = new Set(program.map(({ name }) => name));
    for (const kept of [...this.state.values()].toReversed()) {
      if (!names.has(kept.name)) {
        await run.step(kept.name, () => run.remove(kept));
      }
    }
  }

  taint(name: string): void {
    const kept = this.state.get(name);
    if (kept) {
      this.state.set(name, { ...kept, isTainted: true });
    }
  }

  async refresh(life: Life, handlerOf: (type: string) => Handler): Promise<void> {
    const run = new Run(this, life, handlerOf);
    for (const kept of [...this.state.values()]) {
      await run.step(kept.name, () => run.refresh(kept));
    }
  }
}

class Run {
  readonly #engine: ModelEngine;
  readonly #life: Life;
  readonly #handlerOf: (type: string) => Handler;
  readonly #options: UpOptions;

  constructor(engine: ModelEngine, life: Life, handlerOf: (type: string) => Handler, options: UpOptions = {}) {
    this.#engine = engine;
    this.#life = life;
    this.#handlerOf = handlerOf;
    this.#options = options;
  }

  async step(name: string, method: () => Promise<void>): Promise<void> {
    try {
      await method();
    } catch (error) {
      throw new RunFailedError(name, error);
    }
  }

  async settle(declared: Declared): Promise<void> {
    const { name, type } = declared;
    const handler = this.#handlerOf(type);
    const kept = this.#engine.state.get(name);
    const inputs = await this.#check(handler, this.#isForced(kept) ? undefined : kept, declared);
    const { changes, replaces, deleteBeforeReplace } = await this.#difference(handler, kept, declared, inputs);
    if (!kept) {
      await this.#make(declared, inputs);
    } else if (replaces.length > 0 && deleteBeforeReplace) {
      await this.remove(kept);
      await this.#make(declared, inputs);
    } else if (replaces.length > 0) {
      this.#engine.replaced.push(kept);
      this.#engine.state.delete(name);
      try {
        await this.#make(declared, inputs);
      } catch (error) {
        // Without a successor, the old object is still the resource.
        if (!this.#engine.state.has(name)) {
          this.#engine.state.set(name, kept);
          this.#engine.replaced.pop();
        }
        throw error;
      }
    } else if ((changes ?? !isDeepStrictEqual(kept.inputs, inputs)) || kept.isIncomplete) {
      await this.#keeping(declared, inputs, async () => {
        const { outs } = await handler.update(kept.id, kept.outs, inputs);
        return { id: kept.id, outs };
      });
    } else {
      this.#engine.state.set(name, { ...kept, inputs });
    }
  }

  /** The engine does not call the provider for a resource that is tainted or named by --replace. */
  #isForced(kept: Kept | undefined): boolean {
    return kept !== undefined && (kept.isTainted === true || this.#options.replace?.has(kept.name) === true);
  }

  async #difference(handler: Handler, kept: Kept | undefined, declared: Declared, inputs: Properties) {
    const isForced = this.#isForced(kept);
    const answer = kept && !isForced ? await this.#call(() => handler.diff(kept.id, kept.outs, inputs)) : {};
    const isReplaced = isForced || this.#options.triggered?.has(declared.name) === true;
    const { changes, replaces = [] } = isReplaced ? { ...answer, replaces: ["id"] } : answer;
    return {
      changes,
      replaces,
      deleteBeforeReplace: declared.deleteBeforeReplace ?? answer.deleteBeforeReplace ?? false,
    };
  }

  async refresh(kept: Kept): Promise<void> {
    const read = await this.#call(() => this.#handlerOf(kept.type).read(kept.id, kept.outs));
    if (!read.id) {
      this.#engine.state.delete(kept.name);
      return;
    }
    const inputs = { ...asStored(read.inputs ?? {}), ...providerLine };
    // A read cannot report an incomplete object, so the engine treats it as complete from here on.
    const fresh = { ...kept, id: read.id, inputs, outs: toOuts(read.props), isIncomplete: false };
    this.#engine.state.set(kept.name, fresh);
  }

  async remove(kept: Kept): Promise<void> {
    await this.#call(() => this.#handlerOf(kept.type).delete(kept.id, kept.outs));
    this.#engine.state.delete(kept.name);
    this.#engine.removed.push(kept);
    this.#options.onSaved?.();
  }

  async removeReplaced(): Promise<void> {
    for (const kept of this.#engine.replaced.toReversed()) {
      await this.step(kept.name, async () => {
        await this.#call(() => this.#handlerOf(kept.type).delete(kept.id, kept.outs));
        this.#engine.replaced.splice(this.#engine.replaced.indexOf(kept), 1);
        this.#engine.removed.push(kept);
        this.#options.onSaved?.();
      });
    }
  }

  async #check(handler: Handler, kept: Kept | undefined, { inputs }: Declared): Promise<Properties> {
    const news = { ...inputs, ...providerLine };
    const checked = await this.#call(() => handler.check(kept?.inputs ?? {}, news));
    if (checked.failures && checked.failures.length > 0) {
      throw new CheckFailedError(checked.failures.map(({ reason }) => reason).join("\n"));
    }
    return { ...asStored(checked.inputs ?? {}), ...providerLine };
  }

  async #make(declared: Declared, inputs: Properties): Promise<void> {
    await this.#keeping(declared, inputs, async () => {
      const { id, outs } = await this.#handlerOf(declared.type).create(inputs);
      return { id, outs };
    });
  }

  /** Saves the answer to a create or an update, including that of a failure with an incomplete object. */
  async #keeping(
    { name, type }: Declared,
    inputs: Properties,
    method: () => Promise<{ id: string; outs: unknown }>,
  ): Promise<void> {
    try {
      const { id, outs } = await this.#call(method);
      this.#engine.state.set(name, { name, type, id, inputs, outs: toOuts(outs), isIncomplete: false });
      this.#options.onSaved?.();
    } catch (error) {
      if (error instanceof Error && "id" in error && "properties" in error) {
        const outs = asStored(error.properties);
        this.#engine.state.set(name, { name, type, id: String(error.id), inputs, outs, isIncomplete: true });
      }
      throw error;
    }
  }

  /** The answer of a provider that lived to give it. */
  async #call<T>(method: () => Promise<T>): Promise<T> {
    try {
      return await method();
    } finally {
      this.#life.assertAlive();
    }
  }
}

function toOuts(outs: unknown): Properties {
  return { ...asStored(outs ?? {}), ...providerLine };
}
