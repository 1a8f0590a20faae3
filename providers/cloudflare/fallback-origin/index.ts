/**
 * Fallback origin: the DNS record of a zone that receives the traffic of its custom hostnames. A zone has at
 * most one, so two resources for one zone are refused.
 *
 * Vendor: /zones/{zone}/custom_hostnames/fallback_origin. Quirks: ../README.md
 */
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { Adopt, assertAdoptable } from "../../adopt.ts";
import { type Change, type Context, defineResource, type Known, type MakingContext } from "../../define-resource.ts";
import { Hostname } from "../../hostname.ts";
import { hasCode } from "../../http/vendor-error.ts";
import { waitFor } from "../../http/wait-for.ts";
import { ManagedResource, type ResourceArgs } from "../../managed-resource.ts";
import { notify } from "../../notice.ts";
import { createHandler } from "../../resource-handler.ts";
import { type CloudflareClient, isUnsetOrigin } from "../client.ts";
import { connectCloudflare } from "../connect.ts";
import type { FallbackOrigin as Wire } from "../schema.ts";
import { ZoneId } from "../zone-id.ts";
import {
  FallbackOriginOutputs,
  hasFailed,
  isLeaving,
  isSameOrigin,
  putOrigin,
  type FallbackOriginState as State,
  toState,
} from "./put.ts";

export const FallbackOriginInputs = z.strictObject({
  zoneId: ZoneId.describe("Id of the zone with the custom hostnames."),
  origin: Hostname.describe("Hostname of a proxied A, AAAA or CNAME record of the zone."),
  waitFor: z
    .enum(["none", "active"], { error: "must be one of none, active" })
    .default("active")
    .describe("Whether create and update wait until Cloudflare has deployed it."),
  waitTimeoutSeconds: z
    .int({ error: "must be a whole number of seconds" })
    .min(1, "must be at least 1")
    .max(3_600, "must be at most 3600, an hour")
    .default(300)
    .describe("Maximum time to wait, in seconds."),
  adopt: Adopt.optional().describe("Whether to adopt the zone's existing fallback origin: true, or the zone's id."),
});
export type FallbackOriginInputs = z.infer<typeof FallbackOriginInputs>;

type Inputs = FallbackOriginInputs;
type OriginContext = Context<CloudflareClient>;
type PutContext = MakingContext<CloudflareClient>;

const intervalMs = 500;
/** How long a removal may take. The DNS record cannot be deleted before it has finished. */
const deletionTimeoutMs = 300_000;
function find(zoneId: string, { client }: OriginContext): Promise<Wire | undefined> {
  return client.findFallbackOrigin(zoneId);
}

async function create(inputs: Inputs, context: PutContext): Promise<{ id: string; state: State }> {
  const assertFree = (wire: Wire | undefined) => {
    if (wire && !isLeaving(wire) && !context.pendingCreate?.isMarked(wire.origin)) {
      const what = `the fallback origin ${wire.origin} of zone ${inputs.zoneId}`;
      assertAdoptable(inputs.adopt, { what, id: inputs.zoneId });
    }
  };
  const current = await findAfterRemoval(inputs, context);
  assertFree(current);
  return { id: inputs.zoneId, state: await putOrigin(inputs, { current, assertFree, context }) };
}

/** The current origin. A removal in progress is awaited first, because Cloudflare refuses a PUT meanwhile. */
async function findAfterRemoval(inputs: Inputs, context: OriginContext): Promise<Wire | undefined> {
  const existing = await find(inputs.zoneId, context);
  if (existing?.status !== "pending_deletion") {
    return existing;
  }
  const what = `the removal of the previous fallback origin ${existing.origin} of zone ${inputs.zoneId}`;
  const timeoutMs = inputs.waitTimeoutSeconds * 1000;
  const look = async () => {
    const now = await find(inputs.zoneId, context);
    return now?.status === "pending_deletion" ? undefined : { now };
  };
  return (await waitFor(look, { what, timeoutMs, intervalMs, clock: context.clock })).now;
}

async function read(id: string, _known: Known<Inputs, State>, context: OriginContext) {
  const wire = await find(id, context);
  // An origin that is being removed counts as gone.
  return wire && !isLeaving(wire) ? observe(id, wire) : undefined;
}

async function update(id: string, { news }: Change<Inputs, State>, context: PutContext): Promise<State> {
  const current = await findAfterRemoval(news, context);
  // The resource already manages the zone's origin, so a pending change needs no permission.
  return putOrigin({ ...news, zoneId: id }, { current, assertFree: () => undefined, context });
}

async function remove(id: string, { origin }: Known<Inputs, State>, context: OriginContext): Promise<void> {
  let isAsked = false;
  const look = async (): Promise<true | undefined> => {
    const wire = await find(id, context);
    if (!wire || wire.status === "deleted") {
      return true;
    }
    if (origin === undefined || !isSameOrigin(wire.origin, origin)) {
      notify(leftText(id, wire, origin));
      return true;
    }
    if (isAsked && wire.status === "deletion_timed_out") {
      throw new Error(`the removal of fallback origin ${wire.origin} timed out at Cloudflare: run destroy again`);
    }
    if (isAsked || wire.status === "pending_deletion") {
      return undefined;
    }
    isAsked = await tryDelete(id, context);
    // The removal may have finished, or failed, immediately.
    return isAsked ? look() : undefined;
  };
  const what = `the removal of the fallback origin of zone ${id}`;
  await waitFor(look, { what, timeoutMs: deletionTimeoutMs, intervalMs, clock: context.clock });
}

function leftText(zoneId: string, wire: Wire, origin: string | undefined): string {
  const expected = origin === undefined ? "which the state does not have" : `not ${origin} as in the state`;
  return `the fallback origin of zone ${zoneId} is ${wire.origin}, ${expected}: it was not changed`;
}

/**
 * True when Cloudflare accepted the removal or has no origin; false while an earlier change is in progress
 * (1414).
 */
async function tryDelete(zoneId: string, { client }: OriginContext): Promise<boolean> {
  try {
    await client.deleteFallbackOrigin(zoneId);
    return true;
  } catch (error) {
    if (isUnsetOrigin(error)) {
      return true;
    }
    if (hasCode(error, "1414")) {
      return false;
    }
    throw error;
  }
}

async function* list({ zoneId }: { readonly zoneId: string }, context: OriginContext) {
  const wire = await find(zoneId, context);
  if (wire && !isLeaving(wire)) {
    yield observe(zoneId, wire);
  }
}

function observe(zoneId: string, wire: Wire) {
  const inputs: Inputs = { zoneId, origin: wire.origin, waitFor: "active", waitTimeoutSeconds: 300 };
  return { id: zoneId, inputs, state: toState(wire) };
}

export const fallbackOrigin = defineResource({
  type: "cloudflare:FallbackOrigin",
  module: "cloudflare/fallback-origin",
  inputs: FallbackOriginInputs,
  outputs: FallbackOriginOutputs,
  replaceOn: ["zoneId"],
  uniqueOn: ["zoneId"],
  createFirstOn: ["zoneId"],
  hasGlobalIds: true,
  options: ["waitFor", "waitTimeoutSeconds", "adopt"],
  needsRepair: hasFailed,
  importId: { form: "<zone's id>", parse: (id) => ({ id, named: { zoneId: id } }) },
  connect: connectCloudflare,
  create,
  read,
  update,
  delete: remove,
  list,
});

/** The handler that the engine calls for this resource type. */
export const handler = createHandler(fallbackOrigin);

/**
 * Fallback origin of a Cloudflare zone. Add `dependsOn` its DNS record: Cloudflare refuses to delete the
 * record while it is in use.
 *
 * @example
 * new FallbackOrigin("origin", { zoneId, origin: "proxy-fallback.saasprovider.com" }, { dependsOn: [record] });
 */
export class FallbackOrigin extends ManagedResource<typeof FallbackOriginInputs> {
  declare readonly zoneId: pulumi.Output<string>;
  declare readonly origin: pulumi.Output<string>;
  declare readonly status: pulumi.Output<string>;
  declare readonly errors: pulumi.Output<readonly string[]>;

  constructor(name: string, args: ResourceArgs<typeof FallbackOriginInputs>, options?: pulumi.CustomResourceOptions) {
    super(fallbackOrigin, name, args, options);
  }
}
