import { readFileSync } from "node:fs";
import { z } from "zod";

const StackExport = z.object({
  deployment: z.object({
    resources: z
      .array(z.object({ type: z.string(), id: z.string().optional(), delete: z.boolean().optional() }))
      .optional(),
  }),
});

/** The objects that a stack manages, from a file of `pulumi stack export`: tells whether one is among them. */
export function readManagedObjects(path: string): (object: { readonly type: string; readonly id: string }) => boolean {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new Error(`the state file ${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
  const parsed = StackExport.safeParse(content);
  if (!parsed.success) {
    throw new Error(`${path} is no state of a stack: make it with \`pulumi stack export --file ${path}\``);
  }
  const resources = parsed.data.deployment.resources ?? [];
  const keys = new Set(resources.filter((resource) => !resource.delete).map(({ type, id }) => `${type} ${id}`));
  return ({ type, id }) => keys.has(`pulumi-nodejs:${type} ${id}`);
}
