/**
 * The canonical text of a JSON value (RFC 8785): no white space, members sorted by the UTF-16 code units of
 * their names. It does not depend on the order in which a database stores members. Values that JSON cannot
 * represent are omitted, as in JSON.stringify.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonicalJson(item)).join(",")}]`;
  }
  if (typeof value !== "object" || value === null || "toJSON" in value) {
    return JSON.stringify(value) ?? "null";
  }
  let members = "";
  for (const name of Object.keys(value).toSorted()) {
    const member: unknown = Reflect.get(value, name);
    if (member === undefined) {
      continue;
    }
    members += `${members === "" ? "" : ","}${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}
