/**
 * The one text of a JSON value (RFC 8785): no blanks, members sorted by the UTF-16 code units of their names, so that a
 * database that keeps members in another order does not change it. What JSON cannot say is left out as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonicalJson(item)).join(",")}]`;
  }
  if (typeof value !== "object" || value === null || "toJSON" in value) {
    return JSON.stringify(value) ?? "null";
  }
  const members = Object.keys(value)
    .toSorted()
    .map((name): [string, unknown] => [name, Reflect.get(value, name)])
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}
