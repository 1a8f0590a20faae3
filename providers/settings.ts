import { withoutUserParts } from "./http/redact.ts";

/**
 * Source of credentials and base URLs: the explicit provider only, if there is one; else the environment,
 * then the stack's configuration.
 */
export interface Settings {
  /** The value of a configuration key such as "cloudflare:apiToken", undefined when it is not set. */
  configured(key: string): string | undefined;
  /** The value of an environment variable, undefined when it is not set. */
  environment(name: string): string | undefined;
  /** True when they are a program's explicit provider's. */
  readonly isExplicit?: boolean;
}

/** Stands among an explicit provider's inputs, which the engine hands over like a stack's configuration. */
export const explicitKey = "marketplane:explicit";

/**
 * The settings of a provider with this configuration. An explicit provider is an account chosen for certain
 * resources, so no vendor setting is read from the environment: a variable could override it, or fill a gap
 * and direct the resources to another account. Settings that name no account may still come from there.
 */
export function settingsOf(configured: Settings["configured"], environment: Settings["environment"]): Settings {
  return configured(explicitKey) === "true"
    ? { configured, environment: (name) => (namesNoAccount(name) ? environment(name) : undefined), isExplicit: true }
    : { configured, environment };
}

/** Our own variables configure how calls are made; those of vendors select the account. */
function namesNoAccount(variable: string): boolean {
  return variable.startsWith("MARKETPLANE_");
}

/** One setting and the two places where it can be set. */
export interface SettingKey {
  readonly key: string;
  readonly env: string;
}

/** A setting is missing or contradicts another one. The message says how to fix it and shows no value. */
export class SettingsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SettingsError";
  }
}

/** Control characters that neither a header nor a URL can hold; JSON may have its line breaks and tabs. */
const unusable = /[^\P{Cc}\t\r\n]/u;
const lineBreak = /[\r\n]/;

/**
 * Reads a setting. The environment overrides the configuration: its values are in no state, and a rotated one
 * takes effect at once, also for a refresh or destroy, which uses the configuration of the last `up`.
 */
export function readSetting(settings: Settings, { key, env }: SettingKey): string | undefined {
  const fromEnvironment = settings.environment(env)?.trim();
  // Secrets that come from files and pipes end with a line break more often than not.
  const value = fromEnvironment || settings.configured(key)?.trim() || undefined;
  if (value !== undefined && (unusable.test(value) || (lineBreak.test(value) && !value.startsWith("{")))) {
    const place = fromEnvironment ? `${env} in the environment` : `${key} in the configuration`;
    throw new SettingsError(`${place} holds a line break or another control character: set it again without`);
  }
  return value;
}

/** Reads a setting that must be there. */
export function requireSetting(settings: Settings, setting: SettingKey, purpose: string): string {
  const value = readSetting(settings, setting);
  if (value === undefined) {
    throw new SettingsError(`${purpose} is missing: ${howToSet(setting, { secret: true })}`);
  }
  return value;
}

/** How a person sets it. */
export function howToSet({ key, env }: SettingKey, options: { readonly secret: boolean }): string {
  return `set it with \`pulumi config set ${options.secret ? "--secret " : ""}${key}\` or in the environment as ${env}`;
}

const advice = /set it with `pulumi config set (?:--secret )?(\w+):(\w+)` or in the environment as \w+/g;

/** The same message for a resource whose provider takes nothing from configuration and environment. */
export function toExplicitAdvice(message: string): string {
  return message.replaceAll(advice, "give it to the resource's MarketplaneProvider as $1.$2");
}

/** A base URL that is set, checked, or the vendor's own. */
export function readBaseUrl(settings: Settings, setting: SettingKey, vendorUrl: string): string {
  const value = readSetting(settings, setting) ?? vendorUrl;
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    const shown = JSON.stringify(withoutUserParts(value));
    throw new SettingsError(`${setting.key} (${setting.env}) is ${shown}, which is no http(s) URL`);
  }
  const { username, password } = new URL(value);
  if (username !== "" || password !== "") {
    // The URL itself is shown by errors and reports.
    throw new SettingsError(`${setting.key} (${setting.env}) must hold no user and no password`);
  }
  return value.replace(/\/+$/, "");
}
