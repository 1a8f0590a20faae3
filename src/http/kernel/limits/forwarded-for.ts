/**
 * The sender of a request as reported by the last `proxies` proxies. Each proxy appends the peer that it saw,
 * so the caller is at that position from the end; anything before it was written by the caller.
 * X-Forwarded-For takes precedence over Forwarded (RFC 7239).
 */
export function forwardedFor(header: (name: string) => string | undefined, proxies: number): string | undefined {
  const plain = header("X-Forwarded-For");
  const hops = plain === undefined ? forwardedNodes(header("Forwarded") ?? "") : plain.split(",");
  const hop = hops.at(-proxies);
  return hop === undefined ? undefined : nodeName(unquote(hop.trim()));
}

/**
 * A node's name without its port: an address, with or without brackets, or the identifier that a proxy sends
 * instead.
 */
function nodeName(node: string): string | undefined {
  const [, bracketed] = /^\[([^\]]*)\](?::[\w.-]+)?$/.exec(node) ?? [];
  if (bracketed !== undefined) {
    return bracketed;
  }
  // One colon separates a port; an IPv6 address has at least two.
  const [, name = node] = /^([^:]*):[\w.-]+$/.exec(node) ?? [];
  return name === "" || name.toLowerCase() === "unknown" ? undefined : name;
}

/** The `for` parameter of each element. An element without one is counted, because its proxy appended it. */
function forwardedNodes(header: string): string[] {
  return splitOutsideQuotes(header, ",").map((element) => {
    const pairs = splitOutsideQuotes(element, ";").map((pair) => /^\s*for\s*=(.*)$/is.exec(pair)?.[1]);
    return pairs.find((value) => value !== undefined) ?? "unknown";
  });
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts = [""];
  let isQuoted = false;
  // An escaped character keeps its backslash, which unquote removes.
  for (const [character] of text.matchAll(/\\.|./gs)) {
    if (character === '"') {
      isQuoted = !isQuoted;
    }
    if (character === separator && !isQuoted) {
      parts.push("");
    } else {
      parts.push(`${parts.pop()}${character}`);
    }
  }
  return parts;
}

function unquote(text: string): string {
  const [, quoted] = /^"(.*)"$/s.exec(text) ?? [];
  return quoted === undefined ? text : quoted.replace(/\\(.)/gs, "$1");
}
