import { withoutUserParts } from "./http/redact.ts";

/** Where credentials and base URLs come from: an explicit provider alone, or else the environment, then the stack. */
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
 * The settings of a provider with this configuration. What a program gives to an explicit provider is an account that it
 * chose for certain resources, so nothing is taken from the environment then: neither a variable that would win, nor one
 * that would fill a gap and lead the resources into somebody else's account. What names no account may stay there.
 */
export function settingsOf(configured: Settings["configured"], environment: Settings["environment"]): Settings {
  return configured(explicitKey) === "true"
    ? { configured, environment: (name) => (namesNoAccount(name) ? environment(name) : undefined), isExplicit: true }
    : { configured, environment };
}

/** A variable of ours steers how we work, the vendors' own say for whom. */
function namesNoAccount(variable: string): boolean {
  return variable.startsWith("MARKETPLANE_");
}

/** One setting and the two places it may stand in. */
export interface SettingKey {
  readonly key: string;
  readonly env: string;
}

/** A setting is missing or contradicts another one; the message says how to mend it and holds no value. */
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
 * Reads a setting. The environment wins over the stack's configuration: what stands there takes part in no state and
 * rotates at once, also for a refresh or destroy that runs with the configuration of the last `up`.
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
