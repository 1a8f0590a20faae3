export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** By name in lower case. An attribute without a value has an empty one. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** Parses one Set-Cookie header (RFC 6265, section 5.2). */
export function parseCookie(header: string): Cookie {
  const [[name = "", value = ""] = [], ...attributes] = header.split(";").map(toPair);
  return { name, value, attributes: new Map(attributes.map(([key, text]) => [key.toLowerCase(), text])) };
}

function toPair(part: string): [string, string] {
  const at = part.indexOf("=");
  return at < 0 ? [part.trim(), ""] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
}
