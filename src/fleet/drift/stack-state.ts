import { z } from "zod";

type Properties = Readonly<Record<string, unknown>>;

/** A resource as a stack's state has it, its secrets in clear. */
export interface StateResource {
  readonly urn: string;
  /** Such as pulumi-nodejs:cloudflare:CustomHostname. */
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly parent: string | undefined;
  /** Reference to its provider, `<urn>::<id>`. */
  readonly provider: string | undefined;
  /** Without the line that names the provider's code. */
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Where in the inputs each secret stands. */
  readonly secretPaths: readonly (readonly string[])[];
  readonly ignoreChanges: readonly string[];
  /** Where the program declared it, as the engine notes it: project:///index.ts#5,1. */
  readonly sourcePosition: string | undefined;
}

/** What an update that failed or was interrupted has left to do for a resource; the engine's own words for operations. */
export const undone = ["delete", "replacement", "creating", "updating", "deleting", "reading", "importing"] as const;
export type Undone = (typeof undone)[number];

/** A resource that the engine is not done with. */
export interface UnfinishedResource {
  /** Without an id while it is being created. */
  readonly resource: StateResource;
  /** delete: a former object is still to be deleted. replacement: the object is deleted, and its successor was not made. */
  readonly undone: Undone;
}

/** A stack as its backend has it. Holds secrets: it is never written or printed. */
export interface StackState {
  readonly name: string;
  /** When it was saved last. */
  readonly savedAt: string | undefined;
  /** Operations that an update has begun and not ended. */
  readonly pendingCount: number;
  /** Custom resources that are not on their way out. */
  readonly resources: readonly StateResource[];
  /** What updates have left undone. */
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

/** Reads what `pulumi stack export --show-secrets` prints; its resources may have been read before. */
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

/** A resource of a state, and what an update has left undone of it. */
export interface ReadResource {
  readonly resource: StateResource;
  readonly undone: Undone | undefined;
}

/** Reads one resource of a stack, or of a pending operation; empty where it is a component or somebody else's. */
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
  throw new Error(`what was read of stack ${stack} is no state: ${where || "it"} is not as expected`);
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

/** The name that the program gave to the resource of a URN. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** How the engine's files tell a secret from other values. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export function isSecret(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && Reflect.get(value, signatureKey) === secretSignature;
}

/** True of a value with a secret somewhere in it. */
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

/** The same properties with their secrets in clear. */
export function inClear(properties: Properties, where: () => string): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, revealed(value, where)]));
}

function revealed(value: unknown, where: () => string): unknown {
  // Most values hold no secret, and a state is large: they stay what they are.
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
    throw new Error(`${where()} has an encrypted value: the state has to be exported with --show-secrets`);
  }
  return JSON.parse(value.plaintext);
}
