import { readFileSync } from "node:fs";
import type { FoundObject } from "@marketplane/providers/describe-resource.ts";
import { definitionTypeOf } from "@marketplane/providers/engine-types.ts";
import { errorText } from "@marketplane/providers/error-text.ts";
import { z } from "zod";

const Resource = z.object({
  type: z.string(),
  id: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).nullish(),
});
const StackExport = z.object({
  deployment: z.object({
    resources: z.array(Resource).nullish(),
    pending_operations: z.array(z.object({ type: z.string(), resource: Resource })).nullish(),
  }),
});

type Properties = Readonly<Record<string, unknown>>;
type Managed = Pick<FoundObject, "definition" | "id" | "inputs">;

/**
 * Reads the output of `pulumi stack export`, and returns a function that says whether the stack manages an
 * object. Objects pending deletion and objects of interrupted creates count as managed.
 */
export function readManagedObjects(path: string): (object: Managed) => boolean {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new Error(`the state file ${path} cannot be read: ${errorText(cause)}`, {
      cause,
    });
  }
  const parsed = StackExport.safeParse(content);
  if (!parsed.success) {
    throw new Error(`${path} is not an exported stack: create it with \`pulumi stack export --file ${path}\``);
  }
  const { resources, pending_operations } = parsed.data.deployment;
  const keys = new Set((resources ?? []).map(({ type, id }) => `${definitionTypeOf(type)} ${id}`));
  const beingMade = (pending_operations ?? [])
    .filter(({ type }) => type === "creating")
    .map(({ resource }) => resource);
  return ({ definition, id, inputs }) => {
    const { type } = definition;
    const hasNames = (declared: Properties) =>
      definition.replaceOn.every((name) => inputs[name] === undefined || declared[name] === inputs[name]);
    return (
      keys.has(`${type} ${id}`) ||
      beingMade.some((one) => definitionTypeOf(one.type) === type && hasNames(one.inputs ?? {}))
    );
  };
}
