import type { Settings } from "@marketplane/providers/settings.ts";
import type { ControlPlaneConfig } from "./control-plane-config.ts";
import type { Environment } from "./resolve-references.ts";

/**
 * The vendors' settings of a control plane: Clever Cloud's credentials are those of its configuration, by which it knows its
 * own callers too; the rest comes from the environment.
 */
export function vendorSettings(config: Pick<ControlPlaneConfig, "clevercloud">, environment: Environment): Settings {
  const configured: Readonly<Record<string, string | undefined>> = {
    "clevercloud:providerId": config.clevercloud?.providerId,
    "clevercloud:password": config.clevercloud?.password,
  };
  const isConfigured = (name: string) => config.clevercloud !== undefined && name.startsWith("CLEVERCLOUD_PROVIDER_");
  return {
    configured: (key) => configured[key],
    environment: (name) => (isConfigured(name) ? undefined : environment(name)),
  };
}

const settingNames = [
  "CLOUDFLARE_API_TOKEN",
  "CLOUDFLARE_EMAIL",
  "CLOUDFLARE_API_KEY",
  "CLOUDFLARE_BASE_URL",
  "CLOUDFLARE_RATE_LIMIT",
  "CLOUDFLARE_PER_PAGE",
  "APIFEW_KEY",
  "APIFEW_BASE_URL",
  "APIFEW_PATHS",
  "CLEVERCLOUD_BASE_URL",
] as const;

/** The same settings as variables, for a process that reads them from its environment. */
export function vendorVariables(
  { clevercloud }: Pick<ControlPlaneConfig, "clevercloud">,
  environment: Environment,
): Record<string, string> {
  const named = settingNames.flatMap((name) => {
    const value = environment(name);
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(named),
    ...(clevercloud && {
      CLEVERCLOUD_PROVIDER_ID: clevercloud.providerId,
      CLEVERCLOUD_PROVIDER_PASSWORD: clevercloud.password,
    }),
  };
}

/** The vendors' credentials that stand in the environment, for whoever writes texts that must not show one. */
export function vendorSecrets(environment: Environment): string[] {
  const names = ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY", "APIFEW_KEY", "CLEVERCLOUD_PROVIDER_PASSWORD"];
  return names.flatMap((name) => environment(name) ?? []);
}
