import type { Settings } from "@marketplane/providers/settings.ts";
import {
  vendorSettings as declaredSettings,
  settingsIn,
  type VendorName,
  vendorAccounts,
} from "@marketplane/providers/vendor-accounts.ts";
import type { ControlPlaneConfig } from "./control-plane-config.ts";
import type { Environment } from "./resolve-references.ts";

type Config = Pick<ControlPlaneConfig, "clevercloud">;

/**
 * The vendors that a control plane calls, each with the credentials that the configuration has for it;
 * undefined if this control plane does not call it. A vendor that is also a marketplace has its credentials
 * in the configuration, because they authenticate its calls too. All other settings are in the environment.
 */
const called: { readonly [Name in VendorName]?: (config: Config) => Readonly<Record<string, string>> | undefined } = {
  cloudflare: () => ({}),
  apifew: () => ({}),
  clevercloud: ({ clevercloud }) =>
    clevercloud && {
      "clevercloud:providerId": clevercloud.providerId,
      "clevercloud:password": clevercloud.password,
    },
};

/** Whether this control plane calls the vendor. */
export function isVendorCalled(vendor: VendorName, config: Config): boolean {
  return called[vendor]?.(config) !== undefined;
}

/** The vendors' settings of a control plane. The configuration overrides the environment. */
export function vendorSettings(config: Config, environment: Environment): Settings {
  const values = configuredValues(config);
  const isHidden = new Set<string>(
    declaredSettings.filter(({ key }) => values[key] !== undefined).map(({ env }) => env),
  );
  return {
    configured: (key) => values[key],
    environment: (name) => (isHidden.has(name) ? undefined : environment(name)),
  };
}

/** The settings of the called vendors as environment variables, for a child process. */
export function vendorVariables(config: Config, environment: Environment): Record<string, string> {
  const values = configuredValues(config);
  const settings = vendorAccounts.filter(({ name }) => isVendorCalled(name, config)).flatMap(settingsIn);
  return Object.fromEntries(
    settings.flatMap(({ key, env }) => {
      const value = values[key] ?? environment(env);
      return value === undefined ? [] : [[env, value]];
    }),
  );
}

/** The vendors' credentials in the environment, which no text may show: both raw and normalized. */
export function vendorSecrets(environment: Environment): string[] {
  const values = declaredSettings.filter(({ isSecret }) => isSecret).flatMap(({ env }) => environment(env) ?? []);
  return [...new Set(values.flatMap((value) => [value, value.trim()]))].filter((value) => value !== "");
}

function configuredValues(config: Config): Readonly<Record<string, string | undefined>> {
  return Object.assign({}, ...Object.values(called).map((read) => read(config)));
}
