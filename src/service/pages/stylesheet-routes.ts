import { readFileSync } from "node:fs";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { RouteGroup, ServiceEnv } from "../service-env.ts";
import { stylesheetPath } from "./page.ts";

const stylesheet = readFileSync(new URL("./pages.css", import.meta.url), "utf8");

/** The style of every page. */
export function stylesheetRoutes(): RouteGroup {
  const routes = new OpenAPIHono<ServiceEnv>();
  routes.get(stylesheetPath, (c) => c.body(stylesheet, 200, { "Content-Type": "text/css; charset=utf-8" }));
  return routes;
}
