import { type Settings, SettingsError, settingsOf, toExplicitAdvice } from "@marketplane/providers/settings.ts";
import type { WatchedResource } from "./compare-resource.ts";
import type { DriftError } from "./drift-report.ts";
import { findKind } from "./resource-kinds.ts";
import type { StackState, StateResource } from "./stack-state.ts";
import type { VendorConnections } from "./vendor-connections.ts";

/** What there is to look at in a stack. */
export interface StackWatch {
  readonly watched: readonly WatchedResource[];
  /** How many resources of other providers there are, by type. */
  readonly others: ReadonlyMap<string, number>;
  /** Resources in accounts that cannot be called, for want of a setting. */
  readonly unreachable: number;
  /** What is wanting. */
  readonly errors: readonly DriftError[];
}

const providerPrefix = "pulumi:providers:";

/** Finds our resources in a stack, each with the account that its provider in the state leads to. */
export function watchStack(
  { name, resources }: StackState,
  environment: Settings["environment"],
  connections: VendorConnections,
): StackWatch {
  const settingsByProvider = new Map(
    resources
      .filter(({ type }) => type === `${providerPrefix}pulumi-nodejs`)
      .map((provider): [string, Settings] => [`${provider.urn}::${provider.id}`, settingsIn(provider, environment)]),
  );
  const fromEnvironment = settingsOf(() => undefined, environment);
  const watched: WatchedResource[] = [];
  const others = new Map<string, number>();
  const failures = new Map<string, DriftError>();
  let unreachable = 0;
  for (const resource of resources.filter(({ type }) => !type.startsWith("pulumi:"))) {
    const kind = findKind(resource.type);
    if (!kind) {
      others.set(resource.type, (others.get(resource.type) ?? 0) + 1);
      continue;
    }
    const settings = settingsByProvider.get(resource.provider ?? "") ?? fromEnvironment;
    try {
      const connection = kind.isAtVendor ? connections.open(kind.vendor, settings) : undefined;
      watched.push({ stack: name, kind, resource, settings, connection });
    } catch (error) {
      if (!(error instanceof SettingsError)) {
        throw error;
      }
      unreachable += 1;
      const message = settings.isExplicit ? toExplicitAdvice(error.message) : error.message;
      failures.set(`${kind.vendor} ${message}`, { stack: name, vendor: kind.vendor, resource: null, message });
    }
  }
  return { watched, others, unreachable, errors: [...failures.values()] };
}

/** A refresh takes a provider's configuration from the state, and so does this. */
function settingsIn({ inputs }: StateResource, environment: Settings["environment"]): Settings {
  const configured = (key: string): string | undefined => {
    const value = inputs[key];
    return typeof value === "string" ? value : undefined;
  };
  return settingsOf(configured, environment);
}
