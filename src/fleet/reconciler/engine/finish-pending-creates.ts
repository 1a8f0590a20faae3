import type { Handler } from "@marketplane/providers/describe-resource.ts";
import { errorText } from "@marketplane/providers/error-text.ts";
import { toIncomplete } from "@marketplane/providers/incomplete-object.ts";
import { toSecretInFile } from "@marketplane/providers/secret-marks.ts";
import { z } from "zod";
import { inClear, isSecret } from "../../drift/stack-state.ts";

const Resource = z.looseObject({
  urn: z.string(),
  id: z.string().optional(),
  delete: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).default({}),
  additionalSecretOutputs: z.array(z.string()).nullish(),
});
type Resource = z.infer<typeof Resource>;

/** The parts of an exported state that are used here, with secrets in plain text. */
const Deployment = z.looseObject({
  resources: z.array(Resource).nullish(),
  pending_operations: z.array(z.looseObject({ type: z.string(), resource: Resource })).nullish(),
});
type Deployment = z.infer<typeof Deployment>;

interface FinishOptions {
  /** The handler of the resource with this URN. Throws for a resource that is not ours. */
  readonly find: (urn: string) => Pick<Handler, "create">;
  readonly warn: (message: string) => void;
}

/**
 * Finishes the creates that were pending when an engine was killed. The vendor may or may not have the
 * object, so it is looked up, created if missing, and added to the state. The next run deletes it if it is no
 * longer declared. Returns undefined if no create was pending.
 */
export async function finishPendingCreates(
  exported: unknown,
  { find, warn }: FinishOptions,
): Promise<Deployment | undefined> {
  const deployment = Deployment.parse(exported);
  const creates = (deployment.pending_operations ?? []).filter(({ type }) => type === "creating");
  if (creates.length === 0) {
    return undefined;
  }
  let resources = deployment.resources ?? [];
  for (const { resource } of creates) {
    try {
      resources = withCreated(resources, await finishCreate(resource, find));
    } catch (error) {
      // The vendor refused the object, so it does not exist. The next run reports the error on its tenant.
      const reason = errorText(error);
      warn(`could not finish a pending create: ${resource.urn}: ${reason}`);
    }
  }
  return { ...deployment, resources, pending_operations: [] };
}

async function finishCreate(resource: Resource, find: FinishOptions["find"]): Promise<Resource> {
  const inputs = inClear(resource.inputs, () => resource.urn);
  const { __provider: line, ...own } = inputs;
  const { id, outs } = await createOrAdopt(find(resource.urn), {
    ...own,
    __provider: line,
    ...("adopt" in own && { adopt: true }),
  });
  return { ...resource, id, outputs: withSecrets({ ...outs, __provider: line }, resource) };
}

/** An incomplete object also has an id; the next run completes it. */
async function createOrAdopt(handler: Pick<Handler, "create">, inputs: Record<string, unknown>) {
  try {
    return await handler.create(inputs);
  } catch (error) {
    const incomplete = toIncomplete(error);
    if (!incomplete) {
      throw error;
    }
    return { id: incomplete.id, outs: incomplete.properties };
  }
}

/** Marks as secret the outputs whose inputs are secret, and those that the resource class declares. */
function withSecrets(outs: Record<string, unknown>, { inputs, additionalSecretOutputs }: Resource) {
  const declared = new Set(additionalSecretOutputs ?? []);
  const isHidden = (name: string) => declared.has(name) || isSecret(inputs[name]);
  return Object.fromEntries(
    Object.entries(outs).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, isHidden(name) ? toSecretInFile(value) : value]],
    ),
  );
}

/** Adds the resource. An older one of the same name is marked for deletion, as in a replacement. */
function withCreated(resources: readonly Resource[], created: Resource): Resource[] {
  const same = resources.find(({ urn, delete: isLeaving }) => urn === created.urn && !isLeaving);
  if (same?.id === created.id && same) {
    return [...resources];
  }
  return [...resources.map((each) => (each === same ? { ...each, delete: true } : each)), created];
}
