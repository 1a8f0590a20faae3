import { OpenAPIHono } from "@hono/zod-openapi";
import { Hono } from "hono";
import { HttpError } from "../kernel/problem.ts";
import { requireSameOrigin } from "../kernel/require-same-origin.ts";
import type { RouteGroup } from "../kernel/service-env.ts";
import { pagePolicy } from "../ui/page.ts";
import { answerConsoleError } from "./answer-console-error.ts";
import { auditRoutes } from "./audit/audit-routes.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "./console-context.ts";
import { driftRoutes } from "./drift/drift-routes.ts";
import { overviewRoutes } from "./overview/overview-routes.ts";
import { requestsRoutes } from "./requests/requests-routes.ts";
import { runsRoutes } from "./runs/runs-routes.ts";
import { operatorCookie } from "./sessions/operator-cookie.ts";
import { requireSession } from "./sessions/require-session.ts";
import { sessionsRoutes } from "./sessions/sessions-routes.ts";
import { signInRoutes } from "./sessions/sign-in-routes.ts";
import { shardsRoutes } from "./shards/shards-routes.ts";
import { tenantActionRoutes } from "./tenants/tenant-action-routes.ts";
import { tenantRoutes } from "./tenants/tenant-routes.ts";
import { tenantsRoutes } from "./tenants/tenants-routes.ts";
import { vendorsRoutes } from "./vendors/vendors-routes.ts";

/** All pages that require a session. */
function pagesOf(context: ConsoleContext): ConsoleGroup[] {
  return [
    overviewRoutes(context),
    tenantsRoutes(context),
    tenantRoutes(context),
    tenantActionRoutes(context),
    shardsRoutes(context),
    runsRoutes(context),
    driftRoutes(context),
    vendorsRoutes(context),
    requestsRoutes(context),
    auditRoutes(context),
    sessionsRoutes(context),
  ];
}

/** The operators' console: pages at /console for operators who signed in with a token. */
export function consoleRoutes(context: ConsoleContext): RouteGroup {
  const { publicUrl } = context.config;
  const cookie = operatorCookie(publicUrl);
  const pages = new Hono<ConsoleEnv>();
  pages.onError(answerConsoleError(context));
  pages.use("/console/*", async (c, next) => {
    await next();
    c.header("Content-Security-Policy", pagePolicy());
    c.header("Cache-Control", "no-store");
  });
  pages.use("/console/*", requireSameOrigin(publicUrl));
  pages.route("/", signInRoutes(context, cookie));
  pages.use("/console/*", requireSession(context, cookie));
  for (const group of pagesOf(context)) {
    pages.route("/", group);
  }
  pages.use("/console/*", () => {
    throw new HttpError(404, { detail: "This page does not exist, or its record has been deleted." });
  });
  const routes: RouteGroup = new OpenAPIHono();
  routes.route("/", pages);
  return routes;
}
