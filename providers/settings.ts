import { withoutUserParts } from "./http/redact.ts";

/**
 * Source of credentials and base URLs: the explicit provider only, if there is one; else the environment,
 * then the stack's configuration.
 */
export interface Settings {
  /** The value of a configuration key such as "cloudflare:apiToken"; undefined if it is not set. */
  configured(key: string): string | undefined;
  /** The value of an environment variable; undefined if it is not set. */
  environment(name: string): string | undefined;
  /** Whether the settings are those of a program's explicit provider. */
  readonly isExplicit?: boolean;
  /** Rewrites a message that says how to set something in the stack's configuration, if that is not the place. */
  readonly advise?: (message: string) => string;
}

/** Part of an explicit provider's inputs, which the engine passes like a stack's configuration. */
export const explicitKey = "marketplane:explicit";

/**
 * The settings of a provider with this configuration. An explicit provider is an account chosen for certain
 * resources, so no vendor setting is read from the environment: a variable could override it, or fill a gap
 * and direct the resources to another account. Settings that name no account may still come from there.
 */
export function settingsOf(configured: Settings["configured"], environment: Settings["environment"]): Settings {
  return configured(explicitKey) === "true"
    ? {
        configured,
        environment: (name) => (namesNoAccount(name) ? environment(name) : undefined),
        isExplicit: true,
        advise: toExplicitAdvice,
      }
    : { configured, environment };
}

/** Our own variables configure how calls are made; those of the vendors select the account. */
function namesNoAccount(variable: string): boolean {
  return variable.startsWith("MARKETPLANE_");
}

/** A setting, with its configuration key and environment variable. */
export interface SettingKey {
  readonly key: string;
  readonly env: string;
}

/** A setting is missing or contradicts another one. The message explains the fix and shows no value. */
export class SettingsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SettingsError";
  }
}

/** Control characters that neither a header nor a URL may contain; JSON may contain line breaks and tabs. */
const unusable = /[^\P{Cc}\t\r\n]/u;
const lineBreak = /[\r\n]/;

/**
 * Reads a setting. The environment overrides the configuration: its values are in no state, and a rotated
 * value takes effect immediately, even in a refresh or destroy, which uses the configuration of the last
 * `up`.
 */
export function readSetting(settings: Settings, { key, env }: SettingKey): string | undefined {
  const fromEnvironment = settings.environment(env)?.trim();
  // Secrets read from files and pipes usually end with a line break.
  const value = fromEnvironment || settings.configured(key)?.trim() || undefined;
  if (value !== undefined && (unusable.test(value) || (lineBreak.test(value) && !value.startsWith("{")))) {
    const place = fromEnvironment ? `${env} in the environment` : `${key} in the configuration`;
    throw new SettingsError(`${place} contains a line break or another control character: set it again without it`);
  }
  return value;
}

/** Reads a required setting. */
export function requireSetting(settings: Settings, setting: SettingKey, purpose: string): string {
  const value = readSetting(settings, setting);
  if (value === undefined) {
    throw new SettingsError(`${purpose} is missing: ${howToSet(setting, { secret: true })}`);
  }
  return value;
}

/** How to set it. */
export function howToSet({ key, env }: SettingKey, options: { readonly secret: boolean }): string {
  return `set it with \`pulumi config set ${options.secret ? "--secret " : ""}${key}\` or in the environment as ${env}`;
}

const advice = /set it with `pulumi config set (?:--secret )?(\w+):(\w+)` or in the environment as \w+/g;

/** The same message for a resource whose explicit provider ignores configuration and environment. */
export function toExplicitAdvice(message: string): string {
  return message.replaceAll(advice, "give it to the resource's MarketplaneProvider as $1.$2");
}

/** Connects to a vendor. The error about a missing setting says how this provider sets it. */
export function connectWith<Client>(settings: Settings, connect: () => Client): Client {
  try {
    return connect();
  } catch (error) {
    throw settings.advise !== undefined && error instanceof SettingsError
      ? new SettingsError(settings.advise(error.message))
      : error;
  }
}

/** The configured base URL, checked, or else the vendor's own. */
export function readBaseUrl(settings: Settings, setting: SettingKey, vendorUrl: string): string {
  const value = readSetting(settings, setting) ?? vendorUrl;
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    const shown = JSON.stringify(withoutUserParts(value));
    throw new SettingsError(`${setting.key} (${setting.env}) is ${shown}, which is not an http(s) URL`);
  }
  const { username, password } = new URL(value);
  if (username !== "" || password !== "") {
    // Errors and reports show the URL itself.
    throw new SettingsError(`${setting.key} (${setting.env}) must not contain a user or password`);
  }
  return value.replace(/\/+$/, "");
}
