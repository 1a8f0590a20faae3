import { OpenAPIHono } from "@hono/zod-openapi";
import { Hono, type MiddlewareHandler } from "hono";
import { closeSession } from "../../core/sign-in/panel-sessions.ts";
import { requireSameOrigin } from "../kernel/require-same-origin.ts";
import type { ServiceContext } from "../kernel/service-context.ts";
import type { RouteGroup, ServiceEnv } from "../kernel/service-env.ts";
import { pagePolicy } from "../ui/page.ts";
import { admitVisitor, findVisitors } from "./admit-visitor.ts";
import { answerFault, answerMissing } from "./answer-fault.ts";
import { addConfigVarsPages } from "./config-vars/config-vars-routes.ts";
import { addDomainPages } from "./domains/domain-routes.ts";
import { addMemberPages } from "./members/member-routes.ts";
import { addNewTab } from "./new-tab.ts";
import { addOverviewPages } from "./overview/overview-routes.ts";
import { keepLanguage, languageOf } from "./panel-language.ts";
import { sessionCookies } from "./sessions/session-cookie.ts";
import { singlePage } from "./single-page.ts";
import { textsOf } from "./texts/languages.ts";
import type { PanelEnv } from "./visit.ts";

/** The customers' pages, for visitors with a session. The marketplaces' consoles may show them in a frame. */
export function panelRoutes(context: ServiceContext): RouteGroup {
  const { publicUrl } = context.config;
  const frameAncestors = context.marketplaces.flatMap((marketplace) => marketplace.frameAncestors);
  const pages = new Hono<PanelEnv>();
  pages.onError((error, c) => answerFault(error, c, context.log));
  pages.use("*", headersOfPages(pagePolicy(frameAncestors)), keepLanguage(publicUrl));
  pages.use("*", requireSameOrigin(publicUrl));
  addLogOut(pages, context);
  addNewTab(pages, context);
  pages.use("*", admitVisitor(context));
  addOverviewPages(pages, context);
  addDomainPages(pages, context);
  addMemberPages(pages, context);
  addConfigVarsPages(pages, context);
  pages.get("*", answerMissing);
  const routes = new OpenAPIHono<ServiceEnv>();
  routes.route("/panel/:tenant{[a-z]{26}}", pages);
  // Addresses from before they contained the tenant's id.
  routes.route("/panel", pages);
  return routes;
}

function headersOfPages(policy: string): MiddlewareHandler<PanelEnv> {
  return async (c, next) => {
    await next();
    c.header("Content-Security-Policy", policy);
    c.header("Cache-Control", "no-store");
    c.header("Vary", "Accept-Language, Cookie");
  };
}

/** POST /panel/{tenant}/log-out, which ends only this tenant's session. */
function addLogOut(pages: Hono<PanelEnv>, context: ServiceContext): void {
  const { config, db } = context;
  const cookies = sessionCookies(config.publicUrl);
  pages.post("/log-out", async (c) => {
    for (const { key, session } of await findVisitors(c, context)) {
      await closeSession(db, key);
      cookies.remove(c, session.tenant.id);
    }
    const language = languageOf(c);
    const { pages: texts } = textsOf(language);
    return c.html(singlePage(language, { title: texts.signedOut, text: texts.signIn }));
  });
}
