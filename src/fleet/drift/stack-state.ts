import { z } from "zod";

type Properties = Readonly<Record<string, unknown>>;

/** A resource in a stack's state, with secrets in plain text. */
export interface StateResource {
  readonly urn: string;
  /** Such as pulumi-nodejs:cloudflare:CustomHostname, or marketplane:cloudflare:CustomHostname. */
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly parent: string | undefined;
  /** Reference to its provider, `<urn>::<id>`. */
  readonly provider: string | undefined;
  /** Without the line that contains the provider's code. */
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Paths of the secrets in the inputs. */
  readonly secretPaths: readonly (readonly string[])[];
  readonly ignoreChanges: readonly string[];
  /** Where the program declares it, in the engine's notation: project:///index.ts#5,1. */
  readonly sourcePosition: string | undefined;
}

/** The operation that a failed or interrupted update left incomplete, in the engine's words. */
export const undone = ["delete", "replacement", "creating", "updating", "deleting", "reading", "importing"] as const;
export type Undone = (typeof undone)[number];

/** A resource with an incomplete operation. */
export interface UnfinishedResource {
  /** Empty while it is being created. */
  readonly resource: StateResource;
  /**
   * delete: an old object still has to be deleted. replacement: the object is deleted, but its replacement
   * was not created.
   */
  readonly undone: Undone;
}

/** A stack as its backend stores it. Contains secrets: it is never written or printed. */
export interface StackState {
  readonly name: string;
  /** When it was last saved. */
  readonly savedAt: string | undefined;
  /** The number of operations that an update started but did not finish. */
  readonly pendingCount: number;
  /** Custom resources, without those pending deletion. */
  readonly resources: readonly StateResource[];
  /** Resources that updates left incomplete. */
  readonly unfinished: readonly UnfinishedResource[];
}

const PropertyMap = z.record(z.string(), z.unknown()).nullish();
const Resource = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().optional(),
  id: z.string().optional(),
  delete: z.boolean().optional(),
  pendingReplacement: z.boolean().optional(),
  external: z.boolean().optional(),
  parent: z.string().optional(),
  provider: z.string().optional(),
  inputs: PropertyMap,
  outputs: PropertyMap,
  ignoreChanges: z.array(z.string()).nullish(),
  sourcePosition: z.string().optional(),
});
const PendingOperation = z.object({ type: z.enum(undone).catch("updating"), resource: z.unknown() });
const StackExport = z.object({
  deployment: z.object({
    manifest: z.object({ time: z.string() }).partial().optional(),
    resources: z.array(z.unknown()).nullish(),
    pending_operations: z.array(PendingOperation).nullish(),
  }),
});

/** Parses the output of `pulumi stack export --show-secrets`; its resources may have been read separately. */
export function parseStackState(name: string, exported: unknown, read: readonly ReadResource[] = []): StackState {
  const { deployment } = parsed(StackExport, exported, name);
  const pending = deployment.pending_operations ?? [];
  const all = [
    ...read,
    ...(deployment.resources ?? []).flatMap((resource) => readStateResource(name, resource)),
    ...pending.flatMap(({ type, resource }) => readStateResource(name, resource, type)),
  ];
  return {
    name,
    savedAt: deployment.manifest?.time,
    pendingCount: pending.length,
    resources: all.flatMap((one) => (one.undone === undefined ? [one.resource] : [])),
    unfinished: all.flatMap(({ resource, undone: what }) => (what === undefined ? [] : [{ resource, undone: what }])),
  };
}

/** A resource of a state, and what an update left incomplete of it. */
export interface ReadResource {
  readonly resource: StateResource;
  readonly undone: Undone | undefined;
}

/**
 * Reads one resource of a stack, or of a pending operation. Returns nothing for a component or another
 * provider's resource.
 */
export function readStateResource(stack: string, exported: unknown, pending?: Undone): ReadResource[] {
  const resource = parsed(Resource, exported, stack);
  if (!resource.custom || resource.external) {
    return [];
  }
  const left = resource.delete ? "delete" : resource.pendingReplacement ? "replacement" : undefined;
  return [{ resource: toStateResource(stack, resource), undone: pending ?? left }];
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, stack: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const where = result.error.issues[0]?.path.join(".");
  throw new Error(`the state of stack ${stack} is malformed: ${where || "the document"} is missing or invalid`);
}

function toStateResource(stack: string, resource: z.infer<typeof Resource>): StateResource {
  const reveal = (properties: Properties) => inClear(properties, () => `stack ${stack}, ${resource.urn}`);
  const { __provider: _input, ...inputs } = resource.inputs ?? {};
  const { __provider: _output, __holder: _holder, ...outputs } = resource.outputs ?? {};
  return {
    urn: resource.urn,
    type: resource.type,
    name: nameOf(resource.urn),
    id: resource.id ?? "",
    parent: resource.parent,
    provider: resource.provider,
    inputs: reveal(inputs),
    outputs: reveal(outputs),
    secretPaths: secretPathsIn(inputs, []),
    ignoreChanges: resource.ignoreChanges ?? [],
    sourcePosition: resource.sourcePosition,
  };
}

/** The resource's name in a URN. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** How the engine marks secrets in its files. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export function isSecret(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && Reflect.get(value, signatureKey) === secretSignature;
}

/** Whether a value contains a secret at any depth. */
export function holdsSecret(value: unknown): boolean {
  return isSecret(value) || (typeof value === "object" && value !== null && Object.values(value).some(holdsSecret));
}

function secretPathsIn(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (isSecret(value)) {
    return [path];
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, item]) => secretPathsIn(item, [...path, key]))
    : [];
}

/** The same properties with secrets in plain text. */
export function inClear(properties: Properties, where: () => string): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, revealed(value, where)]));
}

function revealed(value: unknown, where: () => string): unknown {
  // Most values contain no secret, and a state is large: return them unchanged.
  if (typeof value !== "object" || value === null || !holdsSecret(value)) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => revealed(item, where));
  }
  if (!isSecret(value)) {
    return inClear(Object.fromEntries(Object.entries(value)), where);
  }
  if (typeof value.plaintext !== "string") {
    throw new Error(`${where()} has an encrypted value: export the state with --show-secrets`);
  }
  return JSON.parse(value.plaintext);
}
