/**
 * Property values as the engine sends them to a provider that accepts secrets. Handlers get plain values;
 * which of them were secret is kept beside them, and the properties of the response are wrapped accordingly.
 */
import { asSecret, isWrappedSecret, signatureKey } from "../secret-marks.ts";
import { unknownValue } from "../unknown.ts";
import { isObject, type Properties } from "./struct.ts";

/** True for a secret; otherwise the secrets among the properties or items, undefined if there are none. */
export type SecretTree = true | { readonly [property: string]: SecretTree | undefined } | undefined;

/** The properties of a request. */
export interface Decoded {
  readonly values: Properties;
  readonly secrets: SecretTree;
}

/** True for a property that the definition declares secret. */
export type SecretPredicate = (property: string, value: unknown) => boolean;

const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const referenceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** The engine has one unknown value per type. Handlers know only the first. */
const unknownValues = new Set([
  unknownValue,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

interface Value {
  readonly value: unknown;
  readonly secrets: SecretTree;
}

export function decodeProperties(wire: Properties): Decoded {
  const { value, secrets } = decodeObject(wire);
  return { values: value, secrets };
}

function decode(wire: unknown): Value {
  if (typeof wire === "string") {
    return { value: unknownValues.has(wire) ? unknownValue : wire, secrets: undefined };
  }
  if (Array.isArray(wire)) {
    const items = wire.map(decode);
    return { value: items.map(({ value }) => value), secrets: treeOf(items.entries()) };
  }
  return isObject(wire) ? decodeSigned(wire) : { value: wire, secrets: undefined };
}

function decodeSigned(wire: Properties): Value {
  if (isWrappedSecret(wire)) {
    return { value: decode(wire.value).value, secrets: true };
  }
  switch (wire[signatureKey]) {
    case outputSignature: {
      const { value, secrets } = decode("value" in wire ? wire.value : unknownValue);
      return { value, secrets: wire.secret === true ? true : secrets };
    }
    case referenceSignature:
      return decode(wire.id === "" ? unknownValue : (wire.id ?? wire.urn));
    default:
      return decodeObject(wire);
  }
}

/** The URN behind a reference to a resource; undefined for any other value. A component has no id. */
export function urnOfReference(wire: unknown): string | undefined {
  if (!isObject(wire)) {
    return undefined;
  }
  if (wire[signatureKey] === outputSignature || isWrappedSecret(wire)) {
    return urnOfReference(wire.value);
  }
  return wire[signatureKey] === referenceSignature ? String(wire.urn) : undefined;
}

function decodeObject(wire: Properties): { readonly value: Properties; readonly secrets: SecretTree } {
  const entries = Object.entries(wire).map(([name, value]) => [name, decode(value)] as const);
  return { value: Object.fromEntries(entries.map(([name, { value }]) => [name, value])), secrets: treeOf(entries) };
}

function treeOf(entries: Iterable<readonly [string | number, Value]>): SecretTree {
  const secrets = [...entries].flatMap(([name, { secrets: own }]) => (own ? [[name, own] as const] : []));
  return secrets.length > 0 ? Object.fromEntries(secrets) : undefined;
}

/**
 * Wraps every value that was a secret in the request, or is one by the definition. A value whose form differs
 * from the request's is wrapped as a whole.
 */
export function encodeProperties(
  values: Properties,
  secrets: SecretTree,
  isSecret: SecretPredicate,
): Record<string, unknown> {
  const names = typeof secrets === "object" ? secrets : {};
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const isPresent = value !== undefined && !isWrappedSecret(value);
      return [name, isPresent && isSecret(name, value) ? asSecret(value) : encode(value, names[name])];
    }),
  );
}

function encode(value: unknown, secrets: SecretTree): unknown {
  if (secrets === undefined || value === undefined || isWrappedSecret(value)) {
    return value;
  }
  // A list with a secret in it is wrapped as a whole: its items may change places.
  if (secrets !== true && isObject(value)) {
    return encodeProperties(value, secrets, () => false);
  }
  return asSecret(value);
}

/** Every text within the secrets of a request, to redact it in messages. */
export function secretTexts({ values, secrets }: Decoded, isSecret: SecretPredicate): string[] {
  const byDefinition = Object.entries(values).flatMap(([name, value]) => (isSecret(name, value) ? textsIn(value) : []));
  return [...byDefinition, ...textsUnder(values, secrets)].filter((text) => text !== unknownValue);
}

function textsUnder(value: unknown, secrets: SecretTree): string[] {
  if (secrets === undefined) {
    return [];
  }
  return secrets === true || !isObject(value)
    ? textsIn(value)
    : Object.entries(secrets).flatMap(([name, below]) => textsUnder(value[name], below));
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") {
    return [value];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The top-level properties that hold a secret. */
export function secretProperties({ secrets }: Decoded): string[] {
  return typeof secrets === "object" ? Object.keys(secrets) : [];
}
