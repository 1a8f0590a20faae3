import { IncompleteError } from "./define-resource.ts";
import { containsUnknown } from "./unknown.ts";

type Properties = Readonly<Record<string, unknown>>;

interface Claim {
  /** Undefined while the object is being created. */
  id: string | undefined;
  /** The holder mark of the resource in the state. */
  readonly holder?: string | undefined;
  isWorking: boolean;
}

/**
 * Which objects the resources of one operation manage, by the inputs in `uniqueOn`. Where a vendor upserts,
 * or with `adopt`, a second resource would overwrite the object of the first. The engine creates one handler
 * per type and operation, so a handler's claims are those of one program.
 */
export class Claims {
  readonly #type: string;
  readonly #uniqueOn: readonly string[];
  readonly #claims = new Map<string, Claim>();

  constructor({ type, uniqueOn = [] }: { readonly type: string; readonly uniqueOn?: readonly string[] }) {
    this.#type = type;
    this.#uniqueOn = uniqueOn;
  }

  /** The object is in the state and the program still declares it. */
  keep(id: string, properties: Properties, holder?: string): void {
    const key = this.#keyOf(properties);
    if (key !== undefined && !this.#claims.has(key)) {
      this.#claims.set(key, { id, holder, isWorking: false });
    }
  }

  /** Runs a create; throws if another resource has, or is creating, the same object. */
  async create<Made extends { readonly id: string }>(inputs: Properties, make: () => Promise<Made>): Promise<Made> {
    const key = this.#keyOf(inputs);
    if (key === undefined) {
      return make();
    }
    if (this.#claims.has(key)) {
      this.#refuse(inputs);
    }
    const claim: Claim = { id: undefined, isWorking: true };
    this.#claims.set(key, claim);
    try {
      const made = await make();
      claim.id = made.id;
      return made;
    } catch (error) {
      if (error instanceof IncompleteError) {
        claim.id = error.id;
      } else {
        this.#claims.delete(key);
      }
      throw error;
    } finally {
      claim.isWorking = false;
    }
  }

  /** Runs an update; throws if another resource has, or is changing, the same object. */
  async update<Result>(id: string, inputs: Properties, change: () => Promise<Result>): Promise<Result> {
    const key = this.#keyOf(inputs);
    const claim = (key !== undefined && this.#claims.get(key)) || { id, isWorking: false };
    if (claim.isWorking || claim.id !== id) {
      this.#refuse(inputs);
    }
    if (key !== undefined) {
      this.#claims.set(key, claim);
    }
    claim.isWorking = true;
    try {
      return await change();
    } finally {
      claim.isWorking = false;
    }
  }

  /** The object is gone, or leaves the state. */
  release(properties: Properties): void {
    const key = this.#keyOf(properties);
    if (key !== undefined) {
      this.#claims.delete(key);
    }
  }

  /** The holder leaves the state and the object stays. A claim of another resource is kept. */
  releaseOf(holder: string | undefined, properties: Properties): void {
    const key = this.#keyOf(properties);
    if (key !== undefined && holder !== undefined && this.#claims.get(key)?.holder === holder) {
      this.#claims.delete(key);
    }
  }

  #keyOf(properties: Properties): string | undefined {
    const values = this.#uniqueOn.map((property) => properties[property]);
    const isNamed = values.length > 0 && values.every((value) => value !== undefined && !containsUnknown(value));
    return isNamed ? JSON.stringify(values) : undefined;
  }

  #refuse(properties: Properties): never {
    const names = this.#uniqueOn.map((property) => `${property} ${JSON.stringify(properties[property])}`);
    throw new Error(`two resources of this program are ${this.#type} with ${names.join(" and ")}: remove one of them`);
  }
}
