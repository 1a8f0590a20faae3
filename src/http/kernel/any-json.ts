import { z } from "@hono/zod-openapi";

/** Any JSON. Its schema holds itself, which the API's document cannot write down without a type. */
export const AnyJson = z
  .json()
  .openapi({ type: ["object", "array", "string", "number", "boolean", "null"], items: {} });
