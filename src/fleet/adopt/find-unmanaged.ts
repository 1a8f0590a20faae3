import type { AdoptOptions, FoundObject } from "@marketplane/providers/describe-resource.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import type { VendorName } from "@marketplane/providers/vendor-accounts.ts";
import { vendorNamed } from "@marketplane/providers/vendors.ts";
import { readManagedObjects } from "./managed-objects.ts";

/** Where to look. */
export interface AdoptScope extends AdoptOptions {
  readonly vendors: readonly VendorName[];
}

export interface Unmanaged {
  readonly objects: readonly FoundObject[];
  /** The number of objects found that the given stack already manages. */
  readonly managedCount: number;
  /** What could not be searched for, and why. */
  readonly notes: readonly string[];
}

/** Finds all objects of the scope that no resource of the stack represents, and gives each a unique name. */
export async function findUnmanaged(
  scope: AdoptScope,
  settings: Settings,
  stateFile: string | undefined,
): Promise<Unmanaged> {
  const isManaged = stateFile === undefined ? () => false : readManagedObjects(stateFile);
  const connections = scope.vendors.map((name) => vendorNamed(name).connect(settings));
  const notes: string[] = [];
  for (const connection of connections) {
    notes.push(...(await connection.adoptNotes(scope)));
  }
  const found: FoundObject[] = [];
  for (const connection of connections) {
    for await (const object of connection.findAdoptable(scope)) {
      found.push(object);
    }
  }
  const objects = found.filter((object) => !isManaged(object));
  return { objects: withOwnNames(objects), managedCount: found.length - objects.length, notes };
}

/** A hostname can exist in two zones. The id then keeps the names unique, independent of the list's order. */
function withOwnNames(objects: readonly FoundObject[]): FoundObject[] {
  const keyOf = ({ definition, name }: FoundObject) => `${definition.type} ${name}`;
  const counts = Map.groupBy(objects, keyOf);
  return objects.map((object) =>
    counts.get(keyOf(object))?.length === 1 ? object : { ...object, name: `${object.name}-${object.id}` },
  );
}
