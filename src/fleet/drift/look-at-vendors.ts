import type { DriftError, Finding } from "../../core/model/drift-report.ts";
import { forEachAtOnce } from "./at-once.ts";
import { compareResource, type WatchedResource } from "./compare-resource.ts";
import { unmanagedFinding } from "./findings.ts";
import { ownedObjects } from "./owned-objects.ts";
import type { OnProgress } from "./progress.ts";
import type { Connection } from "./vendor-connections.ts";
import { VendorFailures } from "./vendor-failures.ts";

/** A finding, and what it was found on. */
export interface Sighting {
  readonly finding: Finding;
  /** The resource, or of an unmanaged object any resource of the same account. */
  readonly watched: WatchedResource;
}

export interface Look {
  readonly sightings: readonly Sighting[];
  readonly errors: readonly DriftError[];
  /** Resources that were compared. */
  readonly compared: ReadonlySet<WatchedResource>;
}

interface LookOptions {
  /** Everything that is the stacks', compared or not. */
  readonly owned: readonly WatchedResource[];
  readonly isUnmanagedWanted: boolean;
  readonly onProgress: OnProgress;
}

/** Reads wait for the vendor's budget anyway; more at once would only take memory. */
const readsAtOnce = 64;

/** Looks at every resource, and at what else is in its account. */
export async function lookAtVendors(
  watched: readonly WatchedResource[],
  { owned, isUnmanagedWanted, onProgress }: LookOptions,
): Promise<Look> {
  const failures = new VendorFailures();
  // First, since the listings of this search answer the reads of the other one.
  const unmanaged = isUnmanagedWanted ? await lookForUnmanaged(owned, failures, onProgress) : [];
  const sightings: Sighting[] = [];
  const compared = new Set<WatchedResource>();
  await forEachAtOnce(watched, readsAtOnce, async (one) => {
    const findings = failures.hasFailed(one.connection) ? undefined : await tryToCompare(one, failures);
    if (findings) {
      compared.add(one);
      sightings.push(...findings.map((finding) => ({ finding, watched: one })));
    }
    onProgress({ step: "comparing resources", done: compared.size, total: watched.length });
  });
  return { sightings: [...sightings, ...unmanaged], errors: failures.errors, compared };
}

async function tryToCompare(watched: WatchedResource, failures: VendorFailures): Promise<Finding[] | undefined> {
  const { stack, resource, connection } = watched;
  try {
    return await compareResource(watched);
  } catch (error) {
    failures.note(error, connection, { stack, resource: resource.name });
    return undefined;
  }
}

async function lookForUnmanaged(
  watched: readonly WatchedResource[],
  failures: VendorFailures,
  onProgress: OnProgress,
): Promise<Sighting[]> {
  const byConnection = accountsOf(watched);
  const sightings: Sighting[] = [];
  let done = 0;
  await Promise.all(
    [...byConnection].map(async ([connection, resources]) => {
      try {
        sightings.push(...(await unmanagedSightings(connection, resources)));
      } catch (error) {
        failures.note(error, connection, { stack: null, resource: null });
      }
      done += 1;
      onProgress({ step: "looking for unmanaged objects", done, total: byConnection.size });
    }),
  );
  return sightings;
}

/** The resources of each account that can be called. */
export function accountsOf(watched: readonly WatchedResource[]): ReadonlyMap<Connection, readonly WatchedResource[]> {
  const accounts = new Map<Connection, WatchedResource[]>();
  for (const one of watched) {
    if (one.connection) {
      const resources = accounts.get(one.connection) ?? [];
      resources.push(one);
      accounts.set(one.connection, resources);
    }
  }
  return accounts;
}

export async function unmanagedSightings(
  connection: Connection,
  resources: readonly WatchedResource[],
): Promise<Sighting[]> {
  const [any] = resources;
  const sightings: Sighting[] = [];
  for await (const { definition, id, name, text } of connection.findUnmanaged(ownedObjects(resources))) {
    if (any) {
      const object = { type: definition.type, id, name: text.name ?? name };
      sightings.push({ finding: unmanagedFinding(object, text), watched: any });
    }
  }
  return sightings;
}
