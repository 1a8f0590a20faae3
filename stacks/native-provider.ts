import { explicitKey } from "@marketplane/providers/settings.ts";
import * as pulumi from "@pulumi/pulumi";
import type { DeploymentSettings } from "./deployment-settings.ts";
import type { StackConfig } from "./stack-config.ts";

class NativeProvider extends pulumi.ProviderResource {}

/**
 * The option with the native provider of a deployment's resources; none with dynamic ones. The engine passes
 * the stack's whole configuration to the default provider of dynamic resources, but only one namespace to
 * that of native ones. This provider gets the whole configuration too, so that the accounts are found in the
 * same place, and the environment takes precedence.
 */
export function nativeProviderOf(
  { values, secretKeys }: StackConfig,
  { provider }: Pick<DeploymentSettings, "provider">,
): { readonly providers?: Record<string, pulumi.ProviderResource> } {
  if (provider !== "native") {
    return {};
  }
  const properties = Object.entries(values).map(([key, value]) => [
    key,
    secretKeys.includes(key) ? pulumi.secret(value) : value,
  ]);
  const native = new NativeProvider("marketplane", "stack-configuration", {
    ...Object.fromEntries(properties),
    [explicitKey]: "false",
  });
  return { providers: { marketplane: native } };
}
