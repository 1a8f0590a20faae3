import type { ManagedObjects } from "@marketplane/providers/describe-resource.ts";
import { vendorNamed } from "@marketplane/providers/vendors.ts";
import type { DriftError, Finding } from "../../core/model/drift-report.ts";
import { forEachAtOnce } from "./at-once.ts";
import { compareResource, type ResolvedResource } from "./compare-resource.ts";
import { unmanagedFinding } from "./findings.ts";
import type { OnProgress } from "./progress.ts";
import type { Connection } from "./vendor-connections.ts";
import { VendorFailures } from "./vendor-failures.ts";

/** A finding, with the resource it concerns. */
export interface Observation {
  readonly finding: Finding;
  /** For an unmanaged object, any resource of the same account. */
  readonly resolved: ResolvedResource;
}

export interface VendorScan {
  readonly observations: readonly Observation[];
  readonly errors: readonly DriftError[];
  /** The resources that were compared. */
  readonly compared: ReadonlySet<ResolvedResource>;
}

interface ScanOptions {
  /** All objects of the stacks, compared or not. */
  readonly owned: readonly ResolvedResource[];
  readonly isUnmanagedWanted: boolean;
  readonly onProgress: OnProgress;
}

/** Reads wait for the vendor's rate limit anyway; more at once would only use more memory. */
const readsAtOnce = 64;

/** Compares every resource, and searches its account for unmanaged objects. */
export async function scanVendors(
  resolved: readonly ResolvedResource[],
  { owned, isUnmanagedWanted, onProgress }: ScanOptions,
): Promise<VendorScan> {
  const failures = new VendorFailures();
  // List first: the resources' reads are then answered from the listings.
  const unmanaged = isUnmanagedWanted ? await scanForUnmanaged(owned, failures, onProgress) : [];
  const observations: Observation[] = [];
  const compared = new Set<ResolvedResource>();
  await forEachAtOnce(resolved, readsAtOnce, async (one) => {
    const findings = failures.hasFailed(one.connection) ? undefined : await tryToCompare(one, failures);
    if (findings) {
      compared.add(one);
      observations.push(...findings.map((finding) => ({ finding, resolved: one })));
    }
    onProgress({ step: "comparing resources", done: compared.size, total: resolved.length });
  });
  return { observations: [...observations, ...unmanaged], errors: failures.errors, compared };
}

async function tryToCompare(resolved: ResolvedResource, failures: VendorFailures): Promise<Finding[] | undefined> {
  const { stack, resource, connection } = resolved;
  try {
    return await compareResource(resolved);
  } catch (error) {
    failures.note(error, connection, { stack, resource: resource.name });
    return undefined;
  }
}

async function scanForUnmanaged(
  resolved: readonly ResolvedResource[],
  failures: VendorFailures,
  onProgress: OnProgress,
): Promise<Observation[]> {
  const byConnection = accountsOf(resolved);
  const observations: Observation[] = [];
  let done = 0;
  await Promise.all(
    [...byConnection].map(async ([connection, resources]) => {
      try {
        observations.push(...(await observeUnmanaged(connection, resources)));
      } catch (error) {
        failures.note(error, connection, { stack: null, resource: null });
      }
      done += 1;
      onProgress({ step: "searching for unmanaged objects", done, total: byConnection.size });
    }),
  );
  return observations;
}

/** The resources of each account that can be called. */
export function accountsOf(
  resolved: readonly ResolvedResource[],
): ReadonlyMap<Connection, readonly ResolvedResource[]> {
  const accounts = new Map<Connection, ResolvedResource[]>();
  for (const one of resolved) {
    if (one.connection) {
      const resources = accounts.get(one.connection) ?? [];
      resources.push(one);
      accounts.set(one.connection, resources);
    }
  }
  return accounts;
}

export async function observeUnmanaged(
  connection: Connection,
  resources: readonly ResolvedResource[],
): Promise<Observation[]> {
  const [any] = resources;
  const observations: Observation[] = [];
  for await (const { definition, id, name, text } of connection.findUnmanaged(ownedObjects(resources))) {
    if (any) {
      const object = { type: definition.type, id, name: text.name ?? name };
      observations.push({ finding: unmanagedFinding(object, text), resolved: any });
    }
  }
  return observations;
}

/** The objects that the stacks own in one account. */
function ownedObjects(resolved: readonly ResolvedResource[]): ManagedObjects {
  const folds = new Map(resolved.map(({ kind }) => [kind.definition.type, vendorNamed(kind.vendor).foldId]));
  const nameOf = (type: string, id: string) => `${type} ${folds.get(type)?.(id) ?? id}`;
  const names = new Set(resolved.map(({ kind, resource }) => nameOf(kind.definition.type, resource.id)));
  const beingMade = resolved.filter(({ resource }) => resource.id === "");
  return {
    resources: resolved.map(({ kind, resource: { id, inputs, outputs } }) => ({
      ...{ type: kind.definition.type, id, inputs, outputs },
    })),
    hasId: (type, id) => names.has(nameOf(type, id)),
    mayBeMade: (type, found) =>
      beingMade.some(
        ({ kind: { definition }, resource }) =>
          definition.type === type &&
          definition.replaceOn.every((name) => found[name] === undefined || found[name] === resource.inputs[name]),
      ),
  };
}
