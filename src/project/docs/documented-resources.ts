import type { ResourceFacts } from "@marketplane/providers/describe-resource.ts";
import { resources } from "@marketplane/providers/vendors.ts";

/** What the page of a resource is made from. */
export type DocumentedResource = ResourceFacts;

/** Every resource, in the order of the index. */
export const documentedResources: readonly DocumentedResource[] = resources.map(({ definition }) => definition);

/** The page of a resource, from the folder of the reference. */
export function pageOf({ module }: Pick<DocumentedResource, "module">): string {
  return `${module}.md`;
}

/** Its name in a program: "cloudflare.CustomHostname". */
export function nameOf({ type }: Pick<DocumentedResource, "type">): string {
  return type.replace(":", ".");
}
