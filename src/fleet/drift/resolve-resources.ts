import { definitionTypeOf, isOwnProvider, resourceProviders } from "@marketplane/providers/engine-types.ts";
import { originOf, toSettings } from "@marketplane/providers/native/configuration.ts";
import { type Settings, SettingsError, settingsOf } from "@marketplane/providers/settings.ts";
import { findKind } from "@marketplane/providers/vendors.ts";
import type { DriftError, Finding } from "../../core/model/drift-report.ts";
import type { ResolvedResource } from "./compare-resource.ts";
import { incompleteFinding } from "./findings.ts";
import { openKeysOf } from "./open-keys.ts";
import type { StackState, StateResource, UnfinishedResource } from "./stack-state.ts";
import type { VendorConnections } from "./vendor-connections.ts";

/** The resources to compare in a stack. */
export interface ResolvedStack {
  readonly resolved: readonly ResolvedResource[];
  /** Operations that updates left incomplete. Their objects belong to the stack and are not compared. */
  readonly unfinished: readonly IncompleteResource[];
  /** The number of resources of other providers, by type. */
  readonly others: ReadonlyMap<string, number>;
  /** The number of resources whose account cannot be called because a setting is missing. */
  readonly unreachable: number;
  /** The missing settings. */
  readonly errors: readonly DriftError[];
}

export interface IncompleteResource {
  readonly finding: Finding;
  readonly resource: StateResource;
  /** Undefined for a resource of another provider, and if the account cannot be called. */
  readonly resolved: ResolvedResource | undefined;
}

/** Finds the marketplane resources of a stack, each with the account of its provider in the state. */
export function resolveResources(
  { name, resources, unfinished }: StackState,
  environment: Settings["environment"],
  connections: VendorConnections,
): ResolvedStack {
  const settingsByProvider = new Map(
    resources
      .filter(({ type }) => isOwnProvider(type, ...resourceProviders))
      .map((provider): [string, Settings] => [`${provider.urn}::${provider.id}`, settingsIn(provider, environment)]),
  );
  const fromEnvironment = settingsOf(() => undefined, environment);
  const others = new Map<string, number>();
  const failures = new Map<string, DriftError>();
  let unreachable = 0;
  const resolve = (resource: StateResource): ResolvedResource | undefined => {
    const kind = findKind(resource.type);
    if (!kind) {
      others.set(resource.type, (others.get(resource.type) ?? 0) + 1);
      return undefined;
    }
    const settings = settingsByProvider.get(resource.provider ?? "") ?? fromEnvironment;
    try {
      const connection = kind.isAtVendor ? connections.open(kind.vendor, settings) : undefined;
      return { stack: name, kind, resource, settings, connection, openKeys: openKeysOf(resource, { resources }) };
    } catch (error) {
      if (!(error instanceof SettingsError)) {
        throw error;
      }
      unreachable += 1;
      const message = settings.advise?.(error.message) ?? error.message;
      failures.set(`${kind.vendor} ${message}`, { stack: name, vendor: kind.vendor, resource: null, message });
      return undefined;
    }
  };
  const resolved = resources.filter(isObject).flatMap((resource) => resolve(resource) ?? []);
  const left = unfinished.filter(({ resource }) => isObject(resource)).map((one) => toUnfinished(name, one, resolve));
  return { resolved, unfinished: left, others, unreachable, errors: [...failures.values()] };
}

function toUnfinished(
  stack: string,
  { resource, undone }: UnfinishedResource,
  resolve: (resource: StateResource) => ResolvedResource | undefined,
): IncompleteResource {
  const resolved = resolve(resource);
  const type = resolved?.kind.definition.type ?? definitionTypeOf(resource.type) ?? resource.type;
  return { finding: incompleteFinding({ stack, type, resource }, undone), resource, resolved };
}

function isObject({ type }: StateResource): boolean {
  return !type.startsWith("pulumi:");
}

/** Like a refresh, takes a provider's configuration from the state. */
function settingsIn({ urn, type, inputs }: StateResource, environment: Settings["environment"]): Settings {
  if (isOwnProvider(type, "native")) {
    return toSettings(inputs, { origin: originOf(urn, inputs), environment });
  }
  const configured = (key: string): string | undefined => {
    const value = inputs[key];
    return typeof value === "string" ? value : undefined;
  };
  return settingsOf(configured, environment);
}
