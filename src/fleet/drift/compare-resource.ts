import type { ObservedResource } from "@marketplane/providers/observe-resource.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import type { RegisteredResource } from "@marketplane/providers/vendors.ts";
import type { Finding } from "../../core/model/drift-report.ts";
import { changedFinding, degradedFinding, missingFinding, type Subject, unverifiableFinding } from "./findings.ts";
import type { OpenKeys } from "./open-keys.ts";
import { type Difference, propertyChanges } from "./property-changes.ts";
import { isWithin } from "./property-path.ts";
import type { StateResource } from "./stack-state.ts";
import type { Connection } from "./vendor-connections.ts";

type Properties = Readonly<Record<string, unknown>>;

/** A resource of a marketplane type in a stack, with its account. */
export interface ResolvedResource {
  readonly stack: string;
  readonly kind: RegisteredResource;
  readonly resource: StateResource;
  readonly settings: Settings;
  /** Undefined if there is no vendor connection to ask. */
  readonly connection: Connection | undefined;
  readonly openKeys?: OpenKeys | undefined;
}

/** Reports what a refresh would find, and also what it would not: degraded and unverifiable resources. */
export async function compareResource(resolved: ResolvedResource): Promise<Finding[]> {
  const { kind, resource, connection } = resolved;
  const subject: Subject = { stack: resolved.stack, type: kind.definition.type, resource };
  if (!kind.isReadable || !connection) {
    const unfinished = kind.needsRepair(resource.outputs) ? [degradedFinding(subject, unfinishedText, true)] : [];
    return [unverifiableFinding(subject), ...unfinished];
  }
  const observed = await connection.observe(subject.type, resource.id, resource.outputs);
  if (!observed) {
    return [missingFinding(subject)];
  }
  const changes = changesOf(resolved, observed).map((property) => changedFinding(subject, property));
  const problem = await connection.problemOf(subject.type, observed.outputs);
  // As in the resource's diff, a repair is considered only if no input differs.
  const isRepaired = changes.length === 0 && kind.needsRepair(observed.outputs);
  if (problem !== undefined) {
    return [...changes, degradedFinding(subject, problem, isRepaired)];
  }
  return isRepaired ? [repairFinding(subject, kind, observed)] : changes;
}

const unfinishedText = "the last update did not finish it";

function repairFinding(subject: Subject, { repairedOutput }: RegisteredResource, observed: ObservedResource): Finding {
  const value = repairedOutput === undefined ? undefined : observed.outputs[repairedOutput];
  return repairedOutput === undefined || typeof value !== "number"
    ? degradedFinding(subject, unfinishedText, true)
    : changedFinding(subject, { path: repairedOutput, desired: 0, observed: value, isSecret: false });
}

function changesOf(resolved: ResolvedResource, { inputs, outputs }: ObservedResource) {
  const { kind, resource } = resolved;
  const desired = resource.inputs;
  const changed = kind.changed(outputs, desired);
  const only = (properties: Properties) =>
    Object.fromEntries(Object.entries(properties).filter(([name]) => changed.includes(name)));
  return propertyChanges({ desired: only(desired), observed: only(inputs) }, resource.ignoreChanges, (difference) =>
    isSecretDifference(difference, resolved, inputs),
  );
}

/**
 * Uses secrecy per key if it is known: among a tenant's config vars, the license key is secret and the URL is
 * not.
 */
function isSecretDifference(
  { path, desired, observed }: Difference,
  { kind, resource, openKeys }: ResolvedResource,
  observedInputs: Properties,
): boolean {
  const [property = "", key = ""] = path;
  if (openKeys !== undefined && property === "config" && openKeys.keys.includes(key)) {
    return openKeys.isSecret([desired, observed]);
  }
  return (
    resource.secretPaths.some((secret) => isWithin(secret, path) || isWithin(path, secret)) ||
    kind.isSecret(property, resource.inputs[property]) ||
    kind.isSecret(property, observedInputs[property])
  );
}
