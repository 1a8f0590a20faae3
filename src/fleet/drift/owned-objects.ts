import type { ManagedObjects } from "@marketplane/providers/describe-resource.ts";
import { vendorNamed } from "@marketplane/providers/vendors.ts";
import type { ResolvedResource } from "./compare-resource.ts";

/** The objects that the stacks own in one account. */
export function ownedObjects(resolved: readonly ResolvedResource[]): ManagedObjects {
  const folds = new Map(resolved.map(({ kind }) => [kind.definition.type, vendorNamed(kind.vendor).foldId]));
  const nameOf = (type: string, id: string) => `${type} ${folds.get(type)?.(id) ?? id}`;
  const names = new Set(resolved.map(({ kind, resource }) => nameOf(kind.definition.type, resource.id)));
  const beingMade = resolved.filter(({ resource }) => resource.id === "");
  return {
    resources: resolved.map(({ kind, resource: { id, inputs, outputs } }) => ({
      ...{ type: kind.definition.type, id, inputs, outputs },
    })),
    hasId: (type, id) => names.has(nameOf(type, id)),
    mayBeMade: (type, found) =>
      beingMade.some(
        ({ kind: { definition }, resource }) =>
          definition.type === type &&
          definition.replaceOn.every((name) => found[name] === undefined || found[name] === resource.inputs[name]),
      ),
  };
}
