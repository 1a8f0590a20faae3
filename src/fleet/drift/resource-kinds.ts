import { findResource, type RegisteredResource } from "@marketplane/providers/vendors.ts";

const enginePrefix = "pulumi-nodejs:";

/** The resource of a type in a state; undefined if marketplane does not define it. */
export function findKind(engineType: string): RegisteredResource | undefined {
  return engineType.startsWith(enginePrefix) ? findResource(engineType.slice(enginePrefix.length)) : undefined;
}
