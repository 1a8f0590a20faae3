import type { OpenAPIHono, z } from "@hono/zod-openapi";

/**
 * A JSON body as the API's document tells it. The route reads it by itself: validation by the route's definition would
 * refuse what comes without the right Content-Type, and a marketplace's request is worth more than that.
 */
export function documentOnly(registry: OpenAPIHono["openAPIRegistry"], name: string, schema: z.ZodType) {
  registry.register(name, schema);
  const content = { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } };
  return { required: true, content };
}
