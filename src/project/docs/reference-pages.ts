import { readFileSync } from "node:fs";
import { join } from "node:path";
import { functions } from "@marketplane/providers/vendors.ts";
import { functionPageOf, functionParts } from "./documented-functions.ts";
import { documentedResources, pageOf } from "./documented-resources.ts";
import { fillMarkers } from "./fill-markers.ts";
import { indexParts, partsOf } from "./generated-parts.ts";

/** The folder of the reference. */
export const referenceFolder = join(import.meta.dirname, "../../../docs/reference");

export interface ReferencePage {
  /** Path relative to the folder of the reference. */
  readonly name: string;
  readonly present: string;
  /** The page with its generated parts up to date. */
  readonly expected: string;
}

/** Every page of the reference, as it is and as it should be. */
export function referencePages(): ReferencePage[] {
  const pages = [
    ...documentedResources.map((resource) => ({ name: pageOf(resource), parts: partsOf(resource) })),
    ...functions.map((called) => ({ name: functionPageOf(called), parts: functionParts(called) })),
  ];
  return [{ name: "README.md", parts: indexParts() }, ...pages].map(({ name, parts }) => {
    const present = readFileSync(join(referenceFolder, name), "utf8");
    return { name, present, expected: fillMarkers(name, present, parts) };
  });
}
