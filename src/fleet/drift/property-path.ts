/**
 * Paths of properties as the engine writes them: ssl.settings.minTlsVersion, customMetadata["a.b"],
 * records[0].
 */

const token = /\[(?:"((?:[^"\\]|\\.)*)"|(\d+|\*))\]|[^.[\]]+/g;

/** The segments of a path; `*` matches any one segment. */
export function parsePropertyPath(path: string): string[] {
  return [...path.matchAll(token)].map(([whole, quoted, index]) =>
    quoted === undefined ? (index ?? whole) : quoted.replaceAll(/\\(.)/g, "$1"),
  );
}

export function formatPropertyPath(segments: readonly string[]): string {
  return segments.map((segment, index) => formatSegment(segment, index === 0)).join("");
}

function formatSegment(segment: string, isFirst: boolean): string {
  if (!/^[\w-]+$/.test(segment)) {
    return `["${segment.replaceAll(/["\\]/g, "\\$&")}"]`;
  }
  return isFirst ? segment : `.${segment}`;
}

/** Whether `path` is the pattern's property or below it. */
export function isWithin(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length <= path.length && pattern.every((segment, index) => segment === "*" || segment === path[index]);
}
