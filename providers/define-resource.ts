import type { z } from "zod";
import type { InputFailure, InputSpecification } from "./check-inputs.ts";
import type { Clock } from "./http/clock.ts";
import type { PendingCreates } from "./pending-creates.ts";
import type { Settings } from "./settings.ts";

/** A resource's inputs: plain data that the vendor, or the provider itself, acts on. */
export type InputsOf<Schema extends z.ZodObject> = z.output<Schema>;

type Frozen<Data> = Data extends object ? { readonly [Key in keyof Data]: Frozen<Data[Key]> } : Data;

/** A resource's outputs: plain data that nothing changes once the vendor has returned it. */
export type OutputsOf<Schema extends z.ZodObject> = Frozen<z.output<Schema>>;

/** What a lifecycle function works with. */
export interface Context<Client> {
  readonly client: Client;
  readonly clock: Clock;
}

/** What a function that makes something works with. */
export type MakingContext<Client> = Context<Client> & PendingCreates;

/** A vendor's object as it is now. */
export interface Observed<Inputs, State> {
  readonly id: string;
  /** The vendor's present values of the inputs that the stack manages. */
  readonly inputs: Inputs;
  /** Everything else that the resource yields. */
  readonly state: State;
}

/**
 * What the engine knows of a resource: its last inputs and outputs together; possibly nothing after an
 * import.
 */
export type Known<Inputs, State> = Partial<Inputs & State>;

/** The id that a person gives at an import. */
export interface ImportId<Inputs> {
  /** Its form, such as "<zone's id>/<custom hostname's id>". */
  readonly form: string;
  /** Splits an id, without a call; throws if it does not have the form. */
  parse(id: string): ImportTarget<Inputs>;
}

/** An id has another form than those of its resource. */
export class IdFormError extends Error {
  constructor(form: string, id: string) {
    super(`the id must be ${form}, not ${JSON.stringify(id)}`);
    this.name = "IdFormError";
  }
}

/** The object that an import names. */
export interface ImportTarget<Inputs> {
  /** The resource's own id. */
  readonly id: string;
  /** The inputs in the id, which are checked before the vendor is asked. */
  readonly named: Partial<Inputs>;
  /** Those of them that no vendor returns. */
  readonly known?: Partial<Inputs>;
}

/** The old and the new side of an update. */
export interface Change<Inputs, State> {
  readonly olds: Known<Inputs, State>;
  readonly news: Inputs;
  /** True when the new value of this input differs from the old one. */
  isChanged(...properties: readonly (keyof Inputs & string)[]): boolean;
}

/**
 * A rule for the new inputs of an existing object, such as a number that can only grow. It gets only known
 * values.
 */
export type ChangeRule<Inputs> = (olds: Partial<Inputs>, news: Partial<Inputs>) => InputFailure | undefined;

/** The object exists but is not yet as declared. Its id and state are kept, and the next run updates it. */
export class IncompleteError<State> extends Error {
  readonly id: string;
  readonly state: State;

  constructor(message: string, id: string, state: State, options?: ErrorOptions) {
    super(message, options);
    this.name = "IncompleteError";
    this.id = id;
    this.state = state;
  }
}

/** What a program needs to know of a resource to declare one. */
export interface ResourceDescription<Schema extends z.ZodObject> extends InputSpecification<Schema> {
  /**
   * Vendor and name, such as "cloudflare:CustomHostname"; must not change, because every state contains it.
   */
  readonly type: `${string}:${string}`;
  /** The module under this package that exports the resource's `handler`; must not change either. */
  readonly module: `${string}/${string}`;
  /** The outputs that are not inputs, each with its description. */
  readonly outputs: z.ZodObject;
  readonly secretOutputs?: readonly string[];
  /**
   * The class's default for the engine's option deleteBeforeReplace, which applies if the engine does not ask
   * the provider (`up --replace`, `state taint`). True if nothing depends on the object and its name is free
   * once it is deleted.
   */
  readonly deleteBeforeReplace?: true;
}

export interface ResourceDefinition<Schema extends z.ZodObject, State extends object, Client, Scope>
  extends ResourceDescription<Schema> {
  /** Inputs whose change makes another object. */
  readonly replaceOn: readonly (keyof InputsOf<Schema> & string)[];
  /**
   * Those of them that leave the old name free, so that the new object is created before the old one is
   * deleted.
   */
  readonly createFirstOn?: readonly (keyof InputsOf<Schema> & string)[];
  /** Inputs that name an object which two resources of one program may not share. */
  readonly uniqueOn?: readonly (keyof InputsOf<Schema> & string)[];
  /** True if ids are global at the vendor, so that two accounts may hold the same object. */
  readonly hasGlobalIds?: true;
  readonly changeRules?: readonly ChangeRule<InputsOf<Schema>>[];
  /**
   * The class's default for the engine's option deleteBeforeReplace, which applies if the engine does not ask
   * the provider (`up --replace`, `state taint`). True if nothing depends on the object and its name is free
   * once it is deleted.
   */
  readonly options?: readonly (keyof InputsOf<Schema> & string)[];
  readonly outputs: z.ZodObject<{ readonly [Name in keyof State & string]-?: z.ZodType }>;
  readonly secretOutputs?: readonly (keyof State & string)[];
  /** Outputs that no update changes, so that the preview of one knows them. */
  readonly stableOutputs?: readonly (keyof State & string)[];
  /** Old and new values that mean the same although they are not equal. */
  readonly isSame?: Partial<Record<keyof InputsOf<Schema> & string, (old: unknown, news: unknown) => boolean>>;
  /** How an import names an object; left out for objects that cannot be imported. */
  readonly importId?: ImportId<InputsOf<Schema>>;
  /**
   * True when an update is needed although no input changed, such as for an object that the vendor has
   * stopped checking.
   */
  readonly needsRepair?: (olds: Known<InputsOf<Schema>, State>) => boolean;
  /** Makes the vendor's client; throws SettingsError when credentials are missing. Makes no call. */
  readonly connect: (settings: Settings) => Client;
  create(
    inputs: InputsOf<Schema>,
    context: MakingContext<Client>,
  ): Promise<{ readonly id: string; readonly state: State }>;
  /** Undefined only when the vendor says that the object is gone; every other failure throws. */
  read(
    id: string,
    known: Known<InputsOf<Schema>, State>,
    context: Context<Client>,
  ): Promise<Observed<InputsOf<Schema>, State> | undefined>;
  update(id: string, change: Change<InputsOf<Schema>, State>, context: MakingContext<Client>): Promise<State>;
  /** Deleting an object that is already gone is a success. */
  delete(id: string, known: Known<InputsOf<Schema>, State>, context: Context<Client>): Promise<void>;
  /** Every object of this kind in a scope, from as few calls as the vendor allows. */
  list(scope: Scope, context: Context<Client>): AsyncIterable<Observed<InputsOf<Schema>, State>>;
}

/** Declares a resource once; the engine's handler, drift detection and adoption are all made from it. */
export function defineResource<Schema extends z.ZodObject, State extends object, Client, Scope>(
  definition: ResourceDefinition<Schema, State, Client, Scope>,
): ResourceDefinition<Schema, State, Client, Scope> {
  return definition;
}
