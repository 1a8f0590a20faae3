/**
 * Sets a zone's fallback origin and waits for it. A PUT counts as successful only when a later GET shows it.
 */

import { z } from "zod";
import { IncompleteError, type MakingContext, type OutputsOf } from "../../define-resource.ts";
import { errorText } from "../../error-text.ts";
import { hasCode, isOutcomeUnknown } from "../../http/vendor-error.ts";
import { WaitTimeoutError, waitFor } from "../../http/wait-for.ts";
import type { CloudflareClient } from "../client.ts";
import type { FallbackOrigin as Wire } from "../schema.ts";

export const FallbackOriginOutputs = z.object({
  status: z.string().describe("initializing, pending_deployment, active, deployment_timed_out, …"),
  errors: z.array(z.string()).describe("Cloudflare's messages about why it is not deployed."),
});
export type FallbackOriginState = OutputsOf<typeof FallbackOriginOutputs>;

interface Wanted {
  readonly zoneId: string;
  readonly origin: string;
  readonly waitFor: "none" | "active";
  readonly waitTimeoutSeconds: number;
}

interface PutOptions {
  /** The origin before the PUT. */
  readonly current: Wire | undefined;
  /** Throws if this origin must not be replaced. A change in progress may belong to another program. */
  readonly assertFree: (wire: Wire | undefined) => void;
  readonly context: MakingContext<CloudflareClient>;
}

/** The observations so far. */
interface Progress {
  /** The zone has this origin: Cloudflare accepted the PUT, or it was already set. */
  taken: Wire | undefined;
  /** The last GET after that. */
  seen: Wire | undefined;
  /** The last rejection because a change is in progress (1414). */
  refusal: unknown;
}

/** Another program set another origin between our PUT and the GET after it. */
class SupersededError extends Error {}

const intervalMs = 500;
const failedStatuses = ["deployment_timed_out", "deletion_timed_out"];
/** The origin is being removed, has been removed, or its removal failed. */
const leavingStatuses = ["pending_deletion", "deletion_timed_out", "deleted"];
const unknownState: FallbackOriginState = { status: "unknown", errors: [] };

export function hasFailed({ status }: { readonly status?: string | null | undefined }): boolean {
  return failedStatuses.includes(status ?? "");
}

export function isLeaving({ status }: Wire): boolean {
  return leavingStatuses.includes(status ?? "");
}

/** Compares DNS names: case and a trailing dot do not matter. */
export function isSameOrigin(one: string, other: string): boolean {
  const [left, right] = [one, other].map((name) => name.toLowerCase().replace(/\.$/, ""));
  return left === right;
}

export function toState(wire: Wire): FallbackOriginState {
  return { status: wire.status ?? "unknown", errors: [...(wire.errors ?? [])] };
}

/** Makes `wanted` the zone's fallback origin; sends no PUT if it is already set. */
export async function putOrigin(wanted: Wanted, options: PutOptions): Promise<FallbackOriginState> {
  const { current, context } = options;
  const isSet = current !== undefined && isSameOrigin(current.origin, wanted.origin) && !hasFailed(current);
  const progress: Progress = { taken: isSet ? current : undefined, seen: undefined, refusal: undefined };
  const recorded = isSet ? undefined : await context.recordPending([wanted.origin]);
  try {
    const what = `the zone's deployment of fallback origin ${wanted.origin}`;
    const timeoutMs = wanted.waitTimeoutSeconds * 1000;
    const look = () => lookOnce(wanted, options, progress);
    return toState(await waitFor(look, { what, timeoutMs, intervalMs, clock: context.clock }));
  } catch (error) {
    const failure = failureOf(error, wanted, progress);
    const isSurelyNotSet = failure instanceof SupersededError || (!progress.taken && !isOutcomeUnknown(error));
    if (isSurelyNotSet) {
      recorded?.withdraw();
    }
    throw failure;
  }
}

/** The origin once it has reached `waitFor`; undefined before. */
async function lookOnce(wanted: Wanted, options: PutOptions, progress: Progress): Promise<Wire | undefined> {
  progress.taken ??= await tryPut(wanted, options, progress);
  if (!progress.taken) {
    return undefined;
  }
  // The last of two simultaneous PUTs wins, and the responses do not show which one that was.
  const seen = await options.context.client.findFallbackOrigin(wanted.zoneId);
  progress.seen = seen;
  if (!seen) {
    return undefined;
  }
  if (!isSameOrigin(seen.origin, wanted.origin)) {
    if (options.current && isSameOrigin(seen.origin, options.current.origin)) {
      // Cloudflare may show the previous origin for a moment.
      return undefined;
    }
    throw new SupersededError(
      `fallback origin ${wanted.origin} is not set: ${seen.origin} was set in zone ${wanted.zoneId} at the same time; a ` +
        "zone has one fallback origin, so declare it once",
    );
  }
  if (hasFailed(seen)) {
    throw new Error(`it is ${seen.status}`);
  }
  return wanted.waitFor === "none" || seen.status === "active" ? seen : undefined;
}

/**
 * Undefined while an earlier change to another origin is in progress (1414), which ends without any action.
 */
async function tryPut(wanted: Wanted, options: PutOptions, progress: Progress): Promise<Wire | undefined> {
  const { client } = options.context;
  try {
    return await client.putFallbackOrigin(wanted.zoneId, wanted.origin);
  } catch (error) {
    if (!hasCode(error, "1414")) {
      throw error;
    }
    progress.refusal = error;
  }
  // After a lost response, the change in progress may be ours.
  const pending = await client.findFallbackOrigin(wanted.zoneId);
  if (pending && isSameOrigin(pending.origin, wanted.origin) && !isLeaving(pending)) {
    return pending;
  }
  options.assertFree(pending);
  return undefined;
}

function failureOf(error: unknown, { zoneId, origin }: Wanted, { taken, seen, refusal }: Progress): unknown {
  const text = errorText(error);
  if (error instanceof SupersededError) {
    return error;
  }
  if (seen && !isSameOrigin(seen.origin, origin)) {
    return new Error(`Cloudflare accepted fallback origin ${origin} but still has ${seen.origin}: ${text}`, {
      cause: error,
    });
  }
  const latest = seen ?? taken;
  if (latest) {
    const texts = [text, ...(latest.errors ?? [])].join("; ");
    return new IncompleteError(`fallback origin ${origin} is set but not active: ${texts}`, zoneId, toState(latest));
  }
  if (isOutcomeUnknown(error)) {
    // The resource's id is the zone's, so it can be kept. Otherwise the next run would refuse our own origin
    // as another program's.
    return new IncompleteError(`fallback origin ${origin} may be set: ${text}`, zoneId, unknownState);
  }
  return refusal !== undefined && error instanceof WaitTimeoutError
    ? new Error(`fallback origin ${origin} is not set: ${text}; Cloudflare answered: ${errorText(refusal)}`, {
        cause: refusal,
      })
    : error;
}
