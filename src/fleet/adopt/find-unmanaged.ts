import type { Settings } from "@marketplane/providers/settings.ts";
import type { FoundObject } from "./found-object.ts";
import { readManagedObjects } from "./managed-objects.ts";
import { pricingNotes } from "./pricing-notes.ts";
import { type AdoptScope, blindSpotsOf, searchesOf } from "./vendor-searches.ts";

export interface Unmanaged {
  readonly objects: readonly FoundObject[];
  /** How many were found that the given stack manages already. */
  readonly managedCount: number;
  /** What could not be looked for. */
  readonly notes: readonly string[];
}

/** Every object of the scope that no resource of the stack stands for, each with a name of its own. */
export async function findUnmanaged(
  scope: AdoptScope,
  settings: Settings,
  stateFile: string | undefined,
): Promise<Unmanaged> {
  const isManaged = stateFile === undefined ? () => false : readManagedObjects(stateFile);
  const notes = [...blindSpotsOf(scope), ...(await pricingNotes(scope, settings))];
  const found: FoundObject[] = [];
  for (const search of searchesOf(scope)) {
    for await (const object of search(settings)) {
      found.push(object);
    }
  }
  const objects = found.filter((object) => !isManaged(object));
  return { objects: withOwnNames(objects), managedCount: found.length - objects.length, notes };
}

/** A hostname may stand in two zones: then the id tells the resources apart, whatever the order of the list. */
function withOwnNames(objects: readonly FoundObject[]): FoundObject[] {
  const keyOf = ({ definition, name }: FoundObject) => `${definition.type} ${name}`;
  const counts = Map.groupBy(objects, keyOf);
  return objects.map((object) =>
    counts.get(keyOf(object))?.length === 1 ? object : { ...object, name: `${object.name}-${object.id}` },
  );
}
