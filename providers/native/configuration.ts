/**
 * The provider's configuration: accounts by vendor, as `MarketplaneProvider` takes them, and `bulkReads`. It
 * comes from an explicit provider or from the stack's configuration (`marketplane:cloudflare`, …), where an
 * account may be an object or its JSON. Loads no vendor.
 */
import { isCallSetting } from "../account-digests.ts";
import { nameOfUrn } from "../engine-types.ts";
import { parseJson } from "../http/parse-json.ts";
import { knownNamesText, nearestName } from "../nearest-name.ts";
import { asSecret, isWrappedSecret } from "../secret-marks.ts";
import { explicitKey, type Settings, settingsOf } from "../settings.ts";
import { containsUnknown, unknownValue } from "../unknown.ts";
import { settingsIn, vendorAccounts, vendorSettings } from "../vendor-accounts.ts";
import type { Difference, PropertyChange } from "./face.ts";
import { toNativeAdvice } from "./native-advice.ts";
import { decodeProperties } from "./property-values.ts";
import type { Properties } from "./struct.ts";

const bulkReads = { property: "bulkReads", key: "marketplane:bulkReads" };

/** Properties that the engine adds. */
const engineProperties = new Set(["version", "pluginDownloadURL"]);

interface Failure {
  readonly property: string;
  readonly reason: string;
}

/**
 * Where a provider's configuration comes from: the stack's configuration in the namespace `marketplane`, the
 * program's explicit provider, or the program of a deployment, which passes the stack's whole configuration.
 */
type Origin = "default" | "explicit" | "stack";

/** Which of them a provider has, by its URN and properties. */
export function originOf(urn: string, properties: Properties): Origin {
  const name = nameOfUrn(urn);
  if (properties[explicitKey] === "false") {
    return "stack";
  }
  // The engine names its default provider this way, with the version behind it.
  return name === "" || /^default(_|$)/.test(name) ? "default" : "explicit";
}

/** Checks names and types, and yields the same properties with every credential marked as a secret. */
export function checkConfiguration(
  urn: string,
  wire: Properties,
): {
  readonly inputs: Properties;
  readonly failures: readonly Failure[];
} {
  const origin = originOf(urn, wire);
  const knownNames = [...vendorAccounts.map(({ name }) => name), bulkReads.property];
  const failures: Failure[] = [];
  const inputs: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(wire)) {
    const account = vendorAccounts.find(({ name }) => name === property);
    if (account) {
      const checked = checkAccount(property, value);
      failures.push(...checked.failures);
      inputs[property] = checked.value;
    } else if (property === bulkReads.property) {
      inputs[property] = value;
      failures.push(...checkBulkReads(value));
    } else if (origin === "stack" || isOfEngine(property)) {
      inputs[property] = value;
    } else if (origin === "explicit" || nearestName(property, knownNames) !== undefined) {
      inputs[property] = value;
      failures.push({ property, reason: `is not a property of this provider${knownNamesText(property, knownNames)}` });
    }
    // The namespace also holds the settings of a program in a project named marketplane.
  }
  return { inputs, failures };
}

function checkBulkReads(wire: unknown): Failure[] {
  const { value } = oneValue(wire);
  const isValid = value === undefined || value === null || ["on", "off", unknownValue].some((known) => value === known);
  return isValid
    ? []
    : [{ property: bulkReads.property, reason: `must be on or off (it is ${JSON.stringify(value)})` }];
}

function isOfEngine(property: string): boolean {
  return property.startsWith("__") || engineProperties.has(property) || property === explicitKey;
}

function checkAccount(
  vendor: string,
  wire: unknown,
): { readonly value: unknown; readonly failures: readonly Failure[] } {
  const { value, secrets } = oneValue(wire);
  if (value === unknownValue || value === undefined || value === null) {
    return { value: wire, failures: [] };
  }
  const account = accountOf(value);
  const settings = vendorSettings.filter(({ key }) => key.startsWith(`${vendor}:`));
  const names = settings.map(({ key }) => key.slice(vendor.length + 1));
  if (account === undefined) {
    const what = `must be an object with ${names.join(", ")}, or its JSON`;
    return { value: asSecret(value), failures: [{ property: vendor, reason: what }] };
  }
  const failures = Object.entries(account).flatMap(([name, setting]): Failure[] => {
    const property = `${vendor}.${name}`;
    if (!names.includes(name)) {
      return [{ property, reason: `is no setting of the provider${knownNamesText(name, names)}` }];
    }
    const isText = ["string", "number"].includes(typeof setting) || containsUnknown(setting) || setting === null;
    // apifew's paths are an object.
    return isText || (typeof setting === "object" && !Array.isArray(setting))
      ? []
      : [{ property, reason: `must be a string (it is ${Array.isArray(setting) ? "a list" : String(setting)})` }];
  });
  const isSecret = (name: string) => settings.some(({ key, isSecret: own }) => own && key === `${vendor}:${name}`);
  if (typeof value === "string") {
    return { value: secrets || Object.keys(account).some(isSecret) ? asSecret(value) : value, failures };
  }
  return { value: secrets === true ? wire : markSecrets(wire, isSecret), failures };
}

function markSecrets(wire: unknown, isSecret: (name: string) => boolean): unknown {
  if (typeof wire !== "object" || wire === null) {
    return wire;
  }
  const entries = Object.entries(wire);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isSecret(name) && !isWrappedSecret(value) ? asSecret(value) : value]),
  );
}

function oneValue(wire: unknown) {
  const { values, secrets } = decodeProperties({ value: wire });
  return { value: values.value, secrets: typeof secrets === "object" ? secrets.value : secrets };
}

function accountOf(value: unknown): Properties | undefined {
  const object = typeof value === "string" ? parseJson(value) : value;
  return typeof object === "object" && object !== null && !Array.isArray(object) ? { ...object } : undefined;
}

/**
 * The settings by key, such as "cloudflare:apiToken". Also takes those of an explicit provider of dynamic
 * resources, and a stack's whole configuration.
 */
function toSettingValues(wire: Properties): Map<string, string> {
  const { values } = decodeProperties(wire);
  const found = new Map<string, string>();
  const add = (key: string, value: unknown) => {
    if (value !== undefined && value !== null) {
      found.set(key, typeof value === "string" ? value : JSON.stringify(value));
    }
  };
  add(bulkReads.key, values[bulkReads.property] ?? values[bulkReads.key]);
  for (const { key } of vendorSettings) {
    add(key, values[key]);
  }
  for (const account of vendorAccounts) {
    const given = accountOf(values[account.name]) ?? {};
    for (const { key } of settingsIn(account)) {
      add(key, given[key.slice(account.name.length + 1)]);
    }
  }
  return found;
}

/** The accounts for the resources of a provider. An explicit one takes none from the environment. */
export function toSettings(
  wire: Properties,
  { origin, environment }: { readonly origin: Origin; readonly environment: Settings["environment"] },
): Settings {
  const values = toSettingValues(wire);
  const isExplicit = origin === "explicit";
  const { advise = String, ...settings } = settingsOf(
    (key) => (key === explicitKey ? String(isExplicit) : values.get(key)),
    environment,
  );
  return origin === "stack" ? settings : { ...settings, advise: (message) => toNativeAdvice(advise(message)) };
}

/**
 * Compares two configurations, and names the settings that select another account. Nothing is ever replaced:
 * a credential may be rotated, and resources that a replacement would delete at one account and create at
 * another serve customers.
 */
export function diffConfiguration(
  olds: Properties,
  news: Properties,
): { readonly difference: Difference; readonly accounts: readonly string[] } {
  const [before, after] = [toSettingValues(olds), toSettingValues(news)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
  const isUnknown = Object.values(decodeProperties(news).values).some(containsUnknown);
  const detail = new Map(keys.map((key) => [toPath(key), { kind: kindOf(key, before, after), isReplacing: false }]));
  const accounts = vendorSettings.flatMap(({ key, isSecret }) => {
    const [from, to] = [before.get(key), after.get(key)];
    const isAccount = !isSecret && !isCallSetting(key) && from !== to;
    return isAccount && from !== undefined && to !== undefined && to !== unknownValue ? [toPath(key)] : [];
  });
  const changes = keys.length > 0 || isUnknown;
  return {
    difference: { changes, replaces: [], deleteBeforeReplace: false, ...(keys.length > 0 && { detail }) },
    accounts,
  };
}

function toPath(key: string): string {
  return key === bulkReads.key ? bulkReads.property : key.replace(":", ".");
}

function kindOf(
  key: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): PropertyChange["kind"] {
  if (!before.has(key)) {
    return "add";
  }
  return after.has(key) ? "update" : "delete";
}
