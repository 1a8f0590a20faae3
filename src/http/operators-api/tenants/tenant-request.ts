import { hash } from "node:crypto";
import { z } from "@hono/zod-openapi";
import { TenantView } from "./tenant-view.ts";

/** Parameters of the routes for one tenant. */
export const TenantParams = z.object({ id: z.string().min(1).max(64).openapi({ description: "The tenant's id." }) });

/** Length in characters of base64url: 72 bits. */
const digestLength = 12;

/** An answer's ETag. */
export const etagHeader = {
  ETag: { schema: { type: "string" }, description: "Starts with the generation; for If-Match and If-None-Match." },
} as const;

/** An answer that contains a tenant. */
export function tenantAnswer(description: string) {
  return { description, headers: etagHeader, content: { "application/json": { schema: TenantView } } };
}

/**
 * The ETag of a tenant: its generation, and a digest of everything that a GET returns, because conditions and
 * hostnames change without a new generation.
 */
export function etagOf(tenant: TenantView): Record<"ETag", string> {
  const digest = hash("sha256", JSON.stringify(tenant), "base64url").slice(0, digestLength);
  return { ETag: `"${tenant.generation}-${digest}"` };
}
