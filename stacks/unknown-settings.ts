import { knownNamesText, nearestName } from "@marketplane/providers/nearest-name.ts";
import { vendorAccounts } from "@marketplane/providers/vendor-accounts.ts";
import { configNamesIn } from "./config-references.ts";
import { DeploymentSettings } from "./deployment-settings.ts";
import type { Problem } from "./problems.ts";
import type { StackConfig } from "./stack-config.ts";
import type { TenantPart } from "./tenant-rules.ts";

/** Settings under marketplane: that the providers read. */
const providerSettings = ["bulkReads"];

const ownNamespaces = vendorAccounts.filter(({ isNamespaceShared }) => !isNamespaceShared);

/**
 * Settings that nothing reads, such as a misspelt one. Under marketplane:, a secret may be a value for
 * `${config:name}` in a tenant's config vars, even of a tenant that is added later. A namespace that another
 * Pulumi provider shares, such as cloudflare:, is not checked.
 */
export function unknownSettingProblems({ values, secretKeys }: StackConfig, parts: readonly TenantPart[]): Problem[] {
  const named = parts.flatMap(({ declaration }) => configNamesIn(declaration.addon?.config ?? {}));
  const known: Readonly<Record<string, readonly string[]>> = {
    marketplane: [...Object.keys(DeploymentSettings.shape), ...providerSettings],
    ...Object.fromEntries(ownNamespaces.map(({ name, settings }) => [name, Object.keys(settings)])),
  };
  return Object.keys(values).flatMap((key) => {
    const [namespace = "", name = ""] = key.split(":", 2);
    const names = known[namespace];
    if (names === undefined || names.includes(name)) {
      return [];
    }
    const mayBeValue = namespace === "marketplane";
    const isValue = named.includes(name) || (secretKeys.includes(key) && nearestName(name, names) === undefined);
    const hint = mayBeValue ? `; a value for \${config:${name}} must be a secret` : "";
    return mayBeValue && isValue
      ? []
      : [{ where: `configuration ${key}`, what: `is not known${knownNamesText(name, names)}${hint}` }];
  });
}
