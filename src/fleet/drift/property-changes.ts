import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { ChangedProperty } from "../../core/model/drift-report.ts";
import { formatPropertyPath, isWithin, parsePropertyPath } from "./property-path.ts";

type Properties = Readonly<Record<string, unknown>>;

/** Replaces a secret value in the output. */
export const secretText = "[secret]";

interface Sides {
  readonly desired: Properties;
  readonly observed: Properties;
}

/**
 * What differs between two sets of inputs, as deep as it differs and no deeper. Lists are compared as a whole. What the
 * program wants left alone is left out.
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

/** A key may be called like something that every object has. */
function own(properties: Properties, name: string): unknown {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function isMap(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toJson(value: unknown): z.core.util.JSONType {
  return z.json().parse(value ?? null);
}
