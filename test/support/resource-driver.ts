import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";

type Handler = Required<Omit<pulumi.dynamic.ResourceProvider, "configure">>;
export type Properties = Record<string, unknown>;

/** The provider line, which the engine stores with a resource's properties; here any text works. */
const providerLine = { __provider: "the line" };

interface Kept {
  readonly id: string;
  readonly inputs: Properties;
  readonly outs: Properties;
  readonly isIncomplete: boolean;
}

/** A check refused the inputs; the message has all reasons. */
export class CheckFailedError extends Error {}

/**
 * Drives one resource as the engine does: check, diff, and the resulting operation, with the state in
 * between.
 */
export class ResourceDriver {
  readonly #handler: Handler;
  #kept: Kept | undefined;

  constructor(handler: Handler, kept?: { id: string; inputs?: Properties; outs?: Properties }) {
    this.#handler = handler;
    this.#kept = kept && {
      id: kept.id,
      inputs: { ...kept.inputs, ...providerLine },
      outs: { ...kept.outs, ...providerLine },
      isIncomplete: false,
    };
  }

  get id(): string | undefined {
    return this.#kept?.id;
  }

  /** The last outputs, without the provider line and the holder. */
  get outs(): Properties {
    return withoutLine(this.#kept?.outs ?? {});
  }

  get inputs(): Properties {
    return withoutLine(this.#kept?.inputs ?? {});
  }

  /** Whether the last create or update left the object incomplete. */
  get isIncomplete(): boolean {
    return this.#kept?.isIncomplete ?? false;
  }

  async check(news: Properties): Promise<Properties> {
    const { inputs, failures } = await this.#handler.check(this.#kept?.inputs ?? {}, { ...news, ...providerLine });
    if (failures && failures.length > 0) {
      throw new CheckFailedError(failures.map(({ reason }) => reason).join("\n"));
    }
    return { ...asStored(inputs ?? {}), ...providerLine };
  }

  /** The operation that a preview shows for `up`. */
  async preview(news: Properties): Promise<"create" | "same" | "update" | "replace"> {
    return this.#plan(await this.check(news));
  }

  async up(news: Properties): Promise<"create" | "same" | "update" | "replace"> {
    const inputs = await this.check(news);
    const operation = await this.#plan(inputs);
    const kept = this.#kept;
    if (operation === "create" || !kept) {
      await this.#create(inputs);
    } else if (operation === "replace") {
      await this.#replace(kept, inputs);
    } else if (operation === "update") {
      await this.#keeping(inputs, async () => {
        const { outs } = await this.#handler.update(kept.id, kept.outs, inputs);
        return { id: kept.id, outs: outs ?? {} };
      });
    } else {
      // The engine records new inputs even if nothing else changes.
      this.#kept = { ...kept, inputs };
    }
    return operation;
  }

  async refresh(): Promise<"gone" | "same" | "drifted"> {
    const kept = this.#kept;
    if (!kept) {
      return "gone";
    }
    const { id, props, inputs } = await this.#handler.read(kept.id, kept.outs);
    if (!id) {
      this.#kept = undefined;
      return "gone";
    }
    const fresh = { ...asStored(inputs ?? {}), ...providerLine };
    this.#kept = {
      id,
      inputs: fresh,
      outs: { ...asStored(props ?? {}), ...providerLine },
      isIncomplete: kept.isIncomplete,
    };
    return isDeepStrictEqual(fresh, kept.inputs) ? "same" : "drifted";
  }

  async destroy(): Promise<void> {
    if (this.#kept) {
      await this.#handler.delete(this.#kept.id, this.#kept.outs);
      this.#kept = undefined;
    }
  }

  async #plan(inputs: Properties): Promise<"create" | "same" | "update" | "replace"> {
    const kept = this.#kept;
    if (!kept) {
      return "create";
    }
    const { changes, replaces } = await this.#handler.diff(kept.id, kept.outs, inputs);
    if (replaces && replaces.length > 0) {
      return "replace";
    }
    const hasChanges = changes ?? !isDeepStrictEqual(kept.inputs, inputs);
    return hasChanges || kept.isIncomplete ? "update" : "same";
  }

  async #replace(kept: Kept, inputs: Properties): Promise<void> {
    const { deleteBeforeReplace } = await this.#handler.diff(kept.id, kept.outs, inputs);
    if (deleteBeforeReplace) {
      await this.destroy();
      await this.#create(inputs);
    } else {
      await this.#create(inputs);
      await this.#handler.delete(kept.id, kept.outs);
    }
  }

  async #create(inputs: Properties): Promise<void> {
    await this.#keeping(inputs, async () => {
      const { id, outs } = await this.#handler.create(inputs);
      return { id, outs: outs ?? {} };
    });
  }

  /** Keeps the incomplete object of a failure, as the engine does, and rethrows it. */
  async #keeping(inputs: Properties, make: () => Promise<{ id: string; outs: Properties }>): Promise<void> {
    try {
      const { id, outs } = await make();
      this.#kept = { id, inputs, outs: { ...asStored(outs), ...providerLine }, isIncomplete: false };
    } catch (error) {
      if (error instanceof Error && "id" in error && "properties" in error) {
        const outs = asStored(error.properties);
        if (outs.__provider === undefined) {
          throw new Error("an incomplete object came without its provider line, which bricks its state", {
            cause: error,
          });
        }
        this.#kept = { id: String(error.id), inputs, outs, isIncomplete: true };
      }
      throw error;
    }
  }
}

function withoutLine({ __provider, __holder, ...own }: Properties): Properties {
  return own;
}

/**
 * The values as a state file has them. Throws for values that the engine's wire refuses after the object was
 * created.
 */
export function asStored(value: unknown): Properties {
  assertStorable(value, "properties");
  return JSON.parse(JSON.stringify(value), (_key, item) => (isSecretMark(item) ? item.value : item));
}

/**
 * The engine treats such an object as a secret: it stores it as one and passes the plain value to a provider.
 */
function isSecretMark(value: unknown): value is { readonly value: unknown } {
  return typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value && "value" in value;
}

function assertStorable(value: unknown, path: string): void {
  const isPlain = typeof value === "object" && value !== null && !(value instanceof Date) && !(value instanceof Map);
  if (isPlain) {
    for (const [key, item] of Object.entries(value)) {
      assertStorable(item, `${path}.${key}`);
    }
  } else if (value !== null && !["string", "number", "boolean"].includes(typeof value)) {
    throw new Error(
      `${path} is ${value instanceof Object ? value.constructor.name : typeof value}, which the engine refuses`,
    );
  }
}
