import type { OpenAPIHono, z } from "@hono/zod-openapi";

/**
 * Documents a JSON body in the API document. The route itself parses the body. Validation by the route's
 * definition would refuse a body without the right Content-Type, and a marketplace's request must not be lost
 * for that.
 */
export function documentOnly(registry: OpenAPIHono["openAPIRegistry"], name: string, schema: z.ZodType) {
  registry.register(name, schema);
  const content = { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } };
  return { required: true, content };
}
