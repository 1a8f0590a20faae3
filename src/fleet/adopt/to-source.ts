/** A JSON value as TypeScript source. */
export function toSource(value: unknown, indent = ""): string {
  if (Array.isArray(value)) {
    return `[${value.map((item) => toSource(item, indent)).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${keySource(key)}: ${toSource(item, `${indent}  `)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return JSON.stringify(value) ?? "undefined";
}

/** Written as a computed key, because a plain `__proto__` key would set the object's prototype. */
function keySource(key: string): string {
  if (key === "__proto__") {
    return '["__proto__"]';
  }
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
