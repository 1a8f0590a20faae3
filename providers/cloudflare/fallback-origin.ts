/**
 * Fallback origin: the one record of a zone to which the traffic of its custom hostnames goes.
 * Vendor: /zones/{zone}/custom_hostnames/fallback_origin. A zone has one or none, so the resource guards it.
 */
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { Adopt, assertAdoptable } from "../adopt.ts";
import {
  type Change,
  type Context,
  defineResource,
  IncompleteError,
  type Known,
  type MakingContext,
} from "../define-resource.ts";
import { Hostname } from "../hostname.ts";
import { hasCode, isKind, isOutcomeUnknown } from "../http/vendor-error.ts";
import { waitFor } from "../http/wait-for.ts";
import { ManagedResource, type ResourceArgs } from "../managed-resource.ts";
import { createHandler } from "../resource-handler.ts";
import type { CloudflareClient } from "./client.ts";
import { connectCloudflare } from "./connect.ts";
import type { FallbackOrigin as Wire } from "./schema.ts";
import { ZoneId } from "./zone-id.ts";

export const FallbackOriginInputs = z.strictObject({
  zoneId: ZoneId.describe("The zone of the custom hostnames."),
  origin: Hostname.describe("Hostname of a proxied A, AAAA or CNAME record of the zone."),
  waitFor: z
    .enum(["none", "active"], { error: "must be one of none, active" })
    .default("active")
    .describe("Whether create and update wait until it is deployed."),
  waitTimeoutSeconds: z
    .int({ error: "must be a whole number of seconds" })
    .min(1, "must be at least 1")
    .max(3_600, "must be at most 3600, an hour")
    .default(300)
    .describe("How long they wait at most, in seconds."),
  adopt: Adopt.optional().describe(
    "Whether the zone's fallback origin that exists is taken over: true, or the zone's id.",
  ),
});
export type FallbackOriginInputs = z.infer<typeof FallbackOriginInputs>;

export interface FallbackOriginState {
  /** initializing, pending_deployment, active, deployment_timed_out, … */
  readonly status: string;
  /** Why it is not deployed, in Cloudflare's words. */
  readonly errors: readonly string[];
}

type Inputs = FallbackOriginInputs;
type State = FallbackOriginState;
type OriginContext = Context<CloudflareClient>;
type PutContext = MakingContext<CloudflareClient>;

const intervalMs = 500;
/** How long a zone may take to forget its fallback origin; the DNS record below it cannot go before. */
const deletionTimeoutMs = 300_000;
const failedStatuses = ["deployment_timed_out", "deletion_timed_out"];
/** Somebody took the origin away, and Cloudflare is at it or failed at it: it is nobody's any more. */
const leavingStatuses = ["pending_deletion", "deletion_timed_out"];

function find(zoneId: string, { client }: OriginContext): Promise<Wire | undefined> {
  return client.findFallbackOrigin(zoneId);
}

async function create(inputs: Inputs, context: PutContext): Promise<{ id: string; state: State }> {
  const existing = await settledExisting(inputs, context);
  const isOwn = existing !== undefined && context.unfinished?.isMarked(existing.origin) === true;
  if (existing && !leavingStatuses.includes(existing.status) && !isOwn) {
    const what = `the fallback origin ${existing.origin} of zone ${inputs.zoneId}`;
    assertAdoptable(inputs.adopt, { what, id: inputs.zoneId });
  }
  return { id: inputs.zoneId, state: await put(inputs, existing, context) };
}

/** What is set now; an origin that is on its way out is waited for, since a PUT beside it would be refused. */
async function settledExisting(inputs: Inputs, context: OriginContext): Promise<Wire | undefined> {
  const existing = await find(inputs.zoneId, context);
  if (existing?.status !== "pending_deletion") {
    return existing;
  }
  const what = `the removal of the former fallback origin ${existing.origin} of zone ${inputs.zoneId}`;
  const timeoutMs = inputs.waitTimeoutSeconds * 1000;
  const look = async () => {
    const now = await find(inputs.zoneId, context);
    return now?.status === "pending_deletion" ? undefined : { now };
  };
  return (await waitFor(look, { what, timeoutMs, intervalMs, clock: context.clock })).now;
}

async function put(inputs: Inputs, current: Wire | undefined, context: PutContext): Promise<State> {
  const { zoneId, origin } = inputs;
  const isSet = current?.origin === origin && !failedStatuses.includes(current.status);
  let latest = isSet ? current : undefined;
  const intention = isSet ? undefined : await context.intend([origin]);
  const look = async (): Promise<Wire | undefined> => {
    latest = latest ? await context.client.getFallbackOrigin(zoneId) : await tryPut(zoneId, origin, context);
    if (!latest || inputs.waitFor === "none") {
      return latest;
    }
    if (failedStatuses.includes(latest.status)) {
      throw new Error(`it is ${latest.status}`);
    }
    return latest.status === "active" ? latest : undefined;
  };
  try {
    const what = `the zone's deployment of fallback origin ${origin}`;
    const timeoutMs = inputs.waitTimeoutSeconds * 1000;
    return toState(await waitFor(look, { what, timeoutMs, intervalMs, clock: context.clock }));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (latest) {
      const texts = [text, ...(latest.errors ?? [])].join("; ");
      throw new IncompleteError(`fallback origin ${origin} is set but not active: ${texts}`, zoneId, toState(latest));
    }
    if (isOutcomeUnknown(error)) {
      // The zone's id is the resource's, so it can be kept even so: else the next run would take its own for another's.
      throw new IncompleteError(`fallback origin ${origin} may be set: ${text}`, zoneId, unknownState);
    }
    intention?.withdraw();
    throw error;
  }
}

const unknownState: State = { status: "unknown", errors: [] };

/** Undefined while an earlier change to another origin is still on its way (1414), which ends by itself. */
async function tryPut(zoneId: string, origin: string, context: OriginContext): Promise<Wire | undefined> {
  try {
    return await context.client.putFallbackOrigin(zoneId, origin);
  } catch (error) {
    if (!hasCode(error, "1414")) {
      throw error;
    }
    // What is on its way may be this very origin, after an answer that was lost.
    const pending = await find(zoneId, context);
    return pending?.origin === origin && !leavingStatuses.includes(pending.status) ? pending : undefined;
  }
}

async function read(id: string, _known: Known<Inputs, State>, context: OriginContext) {
  const wire = await find(id, context);
  // An origin that is being taken away is gone for all that a declaration can say of it.
  return wire && !leavingStatuses.includes(wire.status) ? observe(id, wire) : undefined;
}

async function update(id: string, { news }: Change<Inputs, State>, context: PutContext): Promise<State> {
  return put({ ...news, zoneId: id }, await settledExisting(news, context), context);
}

async function remove(id: string, _known: unknown, context: OriginContext): Promise<void> {
  let isAsked = false;
  const look = async (): Promise<true | undefined> => {
    isAsked ||= await tryDelete(id, context);
    const wire = isAsked ? await find(id, context) : undefined;
    if (wire?.status === "deletion_timed_out") {
      throw new Error(`the removal of fallback origin ${wire.origin} timed out at Cloudflare: run destroy once more`);
    }
    return isAsked && !wire ? true : undefined;
  };
  const what = `the removal of the fallback origin of zone ${id}`;
  await waitFor(look, { what, timeoutMs: deletionTimeoutMs, intervalMs, clock: context.clock });
}

/** True when Cloudflare took it or has none to take away; false while an earlier change is on its way (1414). */
async function tryDelete(zoneId: string, { client }: OriginContext): Promise<boolean> {
  try {
    await client.deleteFallbackOrigin(zoneId);
    return true;
  } catch (error) {
    if (isKind(error, "not-found")) {
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
  if (wire && !leavingStatuses.includes(wire.status)) {
    yield observe(zoneId, wire);
  }
}

function observe(zoneId: string, wire: Wire) {
  const inputs: Inputs = { zoneId, origin: wire.origin, waitFor: "active", waitTimeoutSeconds: 300 };
  return { id: zoneId, inputs, state: toState(wire) };
}

function toState(wire: Wire): State {
  return { status: wire.status, errors: [...(wire.errors ?? [])] };
}

export const fallbackOrigin = defineResource({
  type: "cloudflare:FallbackOrigin",
  module: "cloudflare/fallback-origin",
  inputs: FallbackOriginInputs,
  outputs: ["status", "errors"],
  replaceOn: ["zoneId"],
  createFirstOn: ["zoneId"],
  options: ["waitFor", "waitTimeoutSeconds", "adopt"],
  needsRepair: ({ status }) => status !== undefined && failedStatuses.includes(status),
  connect: connectCloudflare,
  create,
  read,
  update,
  delete: remove,
  list,
});

/** What the engine calls for a resource of this type. */
export const handler = createHandler(fallbackOrigin);

/**
 * Fallback origin of a Cloudflare zone. Make it depend on its DNS record, which Cloudflare keeps while it is in use.
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
