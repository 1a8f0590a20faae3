const packageName = "marketplane";

/**
 * The resource type of a URN such as
 * `urn:pulumi:dev::shop::parent$marketplane:cloudflare:CustomHostname::acme`.
 */
export function typeOfUrn(urn: string): string {
  const [, , types = ""] = urn.split("::");
  return types.slice(types.lastIndexOf("$") + 1);
}

/** The name in a URN. */
export function nameOfUrn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/**
 * The definition's type or token, "cloudflare:CustomHostname", for one of the package; undefined for any
 * other.
 */
export function definitionTypeOf(token: string): string | undefined {
  const prefix = `${packageName}:`;
  return token.startsWith(prefix) ? token.slice(prefix.length) : undefined;
}
