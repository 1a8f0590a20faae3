import { z } from "@hono/zod-openapi";
import { TenantView } from "./tenant-view.ts";

/** Parameters of the routes that are about one tenant. */
export const TenantParams = z.object({ id: z.string().min(1).max(64).openapi({ description: "The tenant's id." }) });

/** An answer's ETag, which is the generation. */
export const etagHeader = {
  ETag: { schema: { type: "string" }, description: "The generation, for If-Match." },
} as const;

/** A tenant as an answer. */
export function tenantAnswer(description: string) {
  return { description, headers: etagHeader, content: { "application/json": { schema: TenantView } } };
}

/**
 * The generation that the caller has seen; without it, or with *, the tenant is changed as it is. A weak ETag counts as well: a proxy
 * that compresses makes one of ours, and the generation is the same.
 */
export const IfMatch = z.object({
  "if-match": z
    .string()
    .regex(/^(\*|(W\/)?"[0-9]{1,9}")$/, 'must be * or the ETag that a GET gave, such as "3"')
    .optional()
    .openapi({
      description: "The ETag of the tenant as the caller knows it; anything else is refused.",
      example: '"3"',
    }),
});

/** Reads what IfMatch has let pass. */
export function generationOf({ "if-match": etag }: z.infer<typeof IfMatch>): number | undefined {
  return etag === undefined || etag === "*" ? undefined : Number(etag.replace(/^W\//, "").slice(1, -1));
}

/** The ETag of a tenant. */
export function etagOf({ generation }: Pick<TenantView, "generation">): Record<"ETag", string> {
  return { ETag: `"${generation}"` };
}
