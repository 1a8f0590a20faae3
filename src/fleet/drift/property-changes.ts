import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { ChangedProperty } from "../../core/model/drift-report.ts";
import { formatPropertyPath, isWithin, parsePropertyPath } from "./property-path.ts";

type Properties = Readonly<Record<string, unknown>>;

/** Shown instead of a secret value. */
export const secretText = "[secret]";

interface Sides {
  readonly desired: Properties;
  readonly observed: Properties;
}

/**
 * The differences between two sets of inputs, by the deepest path that differs. Lists are compared as a
 * whole. Properties that the program ignores (ignoreChanges) are left out.
 */
export function propertyChanges(
  { desired, observed }: Sides,
  ignoreChanges: readonly string[],
  isSecret: (difference: Difference) => boolean,
): ChangedProperty[] {
  const ignored = ignoreChanges.map(parsePropertyPath);
  return differences(desired, observed, [])
    .filter(({ path }) => !ignored.some((pattern) => isWithin(pattern, path)))
    .map((difference) => {
      const { path, desired: wanted, observed: found } = difference;
      const secret = isSecret(difference);
      const shown = (value: unknown) => (secret && value !== undefined ? secretText : toJson(value));
      return { path: formatPropertyPath(path), desired: shown(wanted), observed: shown(found), isSecret: secret };
    })
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

export interface Difference {
  readonly path: readonly string[];
  readonly desired: unknown;
  readonly observed: unknown;
}

function differences(desired: unknown, observed: unknown, path: readonly string[]): Difference[] {
  if (isDeepStrictEqual(desired, observed)) {
    return [];
  }
  if (!isMap(desired) || !isMap(observed)) {
    return [{ path, desired, observed }];
  }
  const names = new Set([...Object.keys(desired), ...Object.keys(observed)]);
  return [...names].flatMap((name) => differences(own(desired, name), own(observed, name), [...path, name]));
}

/** Own properties only: a key may have the name of an inherited property. */
function own(properties: Properties, name: string): unknown {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function isMap(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toJson(value: unknown): z.core.util.JSONType {
  return z.json().parse(value ?? null);
}
