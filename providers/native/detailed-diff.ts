import { isDeepStrictEqual } from "node:util";
import { containsUnknown } from "../unknown.ts";
import type { PropertyChange } from "./face.ts";
import { isObject, type Properties } from "./struct.ts";

/**
 * The changes within the named properties, by the engine's property paths such as `ssl.settings.ciphers[0]`.
 */
export function detailedDiff(
  sides: { readonly olds: Properties; readonly news: Properties },
  changed: readonly string[],
  replaces: readonly string[],
): Map<string, PropertyChange> {
  const detail = new Map<string, PropertyChange>();
  for (const property of changed) {
    const isReplacing = replaces.includes(property);
    for (const [path, kind] of changesIn(propertyStep(property, true), sides.olds[property], sides.news[property])) {
      detail.set(path, { kind, isReplacing });
    }
  }
  return detail;
}

type Found = readonly (readonly [path: string, kind: PropertyChange["kind"]])[];

function changesIn(path: string, old: unknown, now: unknown): Found {
  if (old === undefined) {
    return now === undefined ? [] : [[path, "add"]];
  }
  if (now === undefined) {
    return [[path, "delete"]];
  }
  const below = stepsOf(old, now).flatMap(([step, one, other]) => changesIn(`${path}${step}`, one, other));
  // A value that is unknown, or has another form, changes as a whole.
  return below.length === 0 && (!isDeepStrictEqual(old, now) || containsUnknown(now)) ? [[path, "update"]] : below;
}

function stepsOf(old: unknown, now: unknown): (readonly [step: string, old: unknown, now: unknown])[] {
  if (Array.isArray(old) && Array.isArray(now)) {
    const length = Math.max(old.length, now.length);
    return Array.from({ length }, (_, index) => [`[${index}]`, old[index], now[index]] as const);
  }
  if (isObject(old) && isObject(now)) {
    const names = new Set([...Object.keys(old), ...Object.keys(now)]);
    return [...names].map((name) => [propertyStep(name, false), old[name], now[name]] as const);
  }
  return [];
}

function propertyStep(name: string, isFirst: boolean): string {
  if (/^[A-Za-z_$][\w$]*$/.test(name)) {
    return isFirst ? name : `.${name}`;
  }
  return `["${name.replaceAll('"', '\\"')}"]`;
}

/** A failure's path, such as `ssl.settings.ciphers.0`, as the engine writes it. */
export function toPropertyPath(path: string): string {
  return path.replaceAll(/\.(\d+)(?=\.|$)/g, "[$1]");
}
