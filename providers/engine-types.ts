/**
 * How the engine names our resources. Types of both providers, and URNs, are mapped to definitions here and
 * nowhere else. Loads no vendor.
 */

/** The provider that serves a resource: the one of dynamic resources, or the native provider `marketplane`. */
export const resourceProviders = ["dynamic", "native"] as const;
export type ResourceProvider = (typeof resourceProviders)[number];

const packages: Readonly<Record<ResourceProvider, string>> = { dynamic: "pulumi-nodejs", native: "marketplane" };

/** The components of a deployment have the native package's name, and are no resources of a definition. */
const ownToken = new RegExp(`^(?:${Object.values(packages).join("|")}):(?!index:|providers:)(.+)$`);

/** The engine's type of a definition's type: "cloudflare:User" becomes "pulumi-nodejs:cloudflare:User". */
export function engineTypeOf(type: string, provider: ResourceProvider): string {
  return `${packages[provider]}:${type}`;
}

/** The other provider. */
export function otherProvider(provider: ResourceProvider): ResourceProvider {
  return provider === "native" ? "dynamic" : "native";
}

/**
 * The definition's type or token, such as "cloudflare:CustomHostname", of one of our types, tokens or URNs
 * under either provider; undefined for any other.
 */
export function definitionTypeOf(typeOrUrn: string): string | undefined {
  return ownToken.exec(typeOfUrn(typeOrUrn))?.[1];
}

/** Whether a type is that of one of these providers. */
export function isOwnProvider(type: string, ...providers: readonly ResourceProvider[]): boolean {
  return providers.some((provider) => type === `pulumi:providers:${packages[provider]}`);
}

/**
 * The type or URN under the dynamic provider. What is stored for a resource is stored under this name, so
 * that it stays valid when the resource moves to the other provider.
 */
export function toDynamicName(typeOrUrn: string): string {
  const type = typeOfUrn(typeOrUrn);
  const own = definitionTypeOf(type);
  if (own === undefined || type === engineTypeOf(own, "dynamic")) {
    return typeOrUrn;
  }
  const dynamic = engineTypeOf(own, "dynamic");
  const parts = typeOrUrn.split("::");
  return parts.length === 1
    ? dynamic
    : parts.map((part, index) => (index === 2 ? `${part.slice(0, -type.length)}${dynamic}` : part)).join("::");
}

/**
 * The resource type of a URN such as
 * `urn:pulumi:dev::shop::parent$marketplane:cloudflare:CustomHostname::acme`. A type is returned as it is.
 */
export function typeOfUrn(urn: string): string {
  const [types = "", , within] = urn.split("::");
  const chain = within ?? types;
  return chain.slice(chain.lastIndexOf("$") + 1);
}

/** The name in a URN. */
export function nameOfUrn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
