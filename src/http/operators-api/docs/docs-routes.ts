import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { commonProblems } from "../../kernel/problem.ts";
import type { RouteGroup, ServiceEnv } from "../../kernel/service-env.ts";
import { pagePolicy } from "../../ui/page.ts";
import type { ApiDocument } from "./api-document.ts";
import { docsPage } from "./docs-page.ts";

const tags = ["Documentation"];

const documentRoute = createRoute({
  method: "get",
  path: "/openapi.json",
  tags,
  operationId: "getOpenApiDocument",
  summary: "This API as an OpenAPI 3.1 document",
  responses: {
    200: { description: "The document", content: { "application/json": { schema: z.looseObject({}) } } },
    ...commonProblems,
  },
});

const pageRoute = createRoute({
  method: "get",
  path: "/docs",
  tags,
  operationId: "getApiPage",
  summary: "This API as a page to read",
  responses: { 200: { description: "The page", content: { "text/html": { schema: z.string() } } }, ...commonProblems },
});

/** Serves the API document as JSON and as a page. The page loads nothing from other hosts. */
export function docsRoutes(document: () => ApiDocument): RouteGroup {
  const routes = new OpenAPIHono<ServiceEnv>();
  routes.openapi(documentRoute, (c) => c.json({ ...document() }, 200));
  routes.openapi(pageRoute, async (c) => {
    c.header("Content-Security-Policy", pagePolicy());
    return c.html(await docsPage(document()), 200);
  });
  return routes;
}
