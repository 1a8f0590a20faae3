import { z } from "@hono/zod-openapi";

/** A property of a request that breaks a rule. */
export const PropertyError = z
  .object({
    path: z.string().openapi({ example: "hostnames.0.hostname" }),
    message: z.string(),
  })
  .openapi("PropertyError");
export type PropertyError = z.infer<typeof PropertyError>;
