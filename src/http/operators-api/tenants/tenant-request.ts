import { hash } from "node:crypto";
import { z } from "@hono/zod-openapi";
import { TenantView } from "./tenant-view.ts";

/** Parameters of the routes that are about one tenant. */
export const TenantParams = z.object({ id: z.string().min(1).max(64).openapi({ description: "The tenant's id." }) });

/** Of base64url: 72 bits. */
const digestLength = 12;

/** An answer's ETag. */
export const etagHeader = {
  ETag: { schema: { type: "string" }, description: "Begins with the generation; for If-Match and If-None-Match." },
} as const;

/** A tenant as an answer. */
export function tenantAnswer(description: string) {
  return { description, headers: etagHeader, content: { "application/json": { schema: TenantView } } };
}

/**
 * The ETag of a tenant: its generation, and a digest of all that a GET shows, since conditions and hostnames change without a new
 * generation.
 */
export function etagOf(tenant: TenantView): Record<"ETag", string> {
  const digest = hash("sha256", JSON.stringify(tenant), "base64url").slice(0, digestLength);
  return { ETag: `"${tenant.generation}-${digest}"` };
}
