import { OpenAPIHono } from "@hono/zod-openapi";
import { csrf } from "hono/csrf";
import { overview } from "../../panel/overview.ts";
import { messagePage } from "../../ui/message-page.ts";
import { pagePolicy } from "../../ui/page.ts";
import { findPlan } from "../plan-terms.ts";
import type { ServiceContext } from "../service-context.ts";
import type { RouteGroup, ServiceEnv } from "../service-env.ts";
import { closeSession } from "./close-session.ts";
import { findSession } from "./find-session.ts";
import { sessionCookie } from "./session-cookie.ts";

/** The customers' pages, for whoever has a session; the console may show them in a frame. */
export function panelRoutes({ config, db, now }: ServiceContext): RouteGroup {
  const routes = new OpenAPIHono<ServiceEnv>();
  const cookie = sessionCookie(config.publicUrl);
  const policy = pagePolicy(config.clevercloud?.frameAncestors);
  routes.use("/panel/*", csrf({ origin: config.publicUrl }));
  routes.use("/panel/*", async (c, next) => {
    await next();
    c.header("Content-Security-Policy", policy);
    c.header("Cache-Control", "no-store");
  });

  routes.get("/panel", async (c) => {
    const key = cookie.read(c);
    const session = key === undefined ? undefined : await findSession(db, key, now());
    if (session === undefined) return c.html(signedOut("You are not signed in"), 401);
    const { tenant, email } = session;
    const planTitle = findPlan(config, tenant.plan)?.title ?? tenant.plan;
    return c.html(overview({ tenant, planTitle, email }));
  });

  routes.post("/panel/log-out", async (c) => {
    const key = cookie.read(c);
    if (key !== undefined) await closeSession(db, key);
    cookie.remove(c);
    return c.html(signedOut("You are signed out"));
  });
  return routes;
}

function signedOut(title: string) {
  return messagePage(title, "To sign in, open the add-on in the marketplace's console.");
}
