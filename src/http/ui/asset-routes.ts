import { OpenAPIHono } from "@hono/zod-openapi";
import type { RouteGroup, ServiceEnv } from "../kernel/service-env.ts";
import { assets } from "./assets.ts";

/** Serves the files that pages load: style, scripts, icon. */
export function assetRoutes(): RouteGroup {
  const routes = new OpenAPIHono<ServiceEnv>();
  for (const [path, { type, content }] of assets) {
    routes.get(path, (c) =>
      c.body(content, 200, { "Content-Type": type, "Cache-Control": "public, max-age=31536000, immutable" }),
    );
  }
  return routes;
}
