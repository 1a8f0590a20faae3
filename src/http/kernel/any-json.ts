import { z } from "@hono/zod-openapi";

/**
 * Any JSON value. The schema is recursive, which the OpenAPI document cannot express without an explicit
 * type.
 */
export const AnyJson = z
  .json()
  .openapi({ type: ["object", "array", "string", "number", "boolean", "null"], items: {} });
