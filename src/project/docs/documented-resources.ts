import type { ResourceFacts } from "@marketplane/providers/describe-resource.ts";
import { resources } from "@marketplane/providers/vendors.ts";

/** The sources of a resource's page. */
export type DocumentedResource = ResourceFacts;

/** Every resource, in the order of the index. */
export const documentedResources: readonly DocumentedResource[] = resources.map(({ definition }) => definition);

/** The page of a resource, relative to the folder of the reference. */
export function pageOf({ module }: Pick<DocumentedResource, "module">): string {
  return `${module}.md`;
}

/** Its name in a program: "cloudflare.CustomHostname". */
export function nameOf({ type }: Pick<DocumentedResource, "type">): string {
  return type.replace(":", ".");
}
