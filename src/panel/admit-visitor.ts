import type { Context, MiddlewareHandler } from "hono";
import { html } from "hono/html";
import type { Tenant } from "../ledger/tenant.ts";
import type { ServiceContext } from "../service/service-context.ts";
import { findSession, type Session } from "../service/sessions/find-session.ts";
import { sessionCookie } from "../service/sessions/session-cookie.ts";
import { languageOf } from "./panel-language.ts";
import { planFacts } from "./plan-facts.ts";
import { singlePage } from "./single-page.ts";
import { textsOf } from "./texts/languages.ts";
import type { PanelEnv, Visit } from "./visit.ts";

/** Lets those who have a session through to the pages of an active tenant; all others are told what is the matter. */
export function admitVisitor(context: ServiceContext): MiddlewareHandler<PanelEnv> {
  const cookie = sessionCookie(context.config.publicUrl);
  return async (c, next) => {
    const key = cookie.read(c);
    const session = key === undefined ? undefined : await findSession(context.db, key, context.now());
    if (session?.tenant.state === "active") {
      c.set("visit", toVisit(c, session, context));
      return next();
    }
    // What updates a page by itself has the whole page loaded anew.
    c.header("HX-Refresh", "true");
    return session === undefined ? answerStranger(c) : answerIdle(c, session.tenant);
  };
}

function toVisit(c: Context<PanelEnv>, session: Session, { config, now }: ServiceContext): Visit {
  const { tenant, userId } = session;
  const language = languageOf(c);
  const { clevercloud, deployment } = config;
  return {
    ...session,
    actor: `customer:${userId ?? "unknown"}`,
    language,
    texts: textsOf(language),
    plan: planFacts(config, tenant),
    product: deployment.manifest?.name,
    hasConfigVars: tenant.source === "clevercloud" && Object.keys(clevercloud?.config ?? {}).length > 0,
    now: now(),
  };
}

function answerStranger(c: Context<PanelEnv>): Response | Promise<Response> {
  const language = languageOf(c);
  const { pages } = textsOf(language);
  const path = c.req.method === "GET" ? { path: c.req.path } : {};
  // In the console's frame a browser that blocks cookies there comes without one right after it was signed in.
  const text = c.req.header("Sec-Fetch-Dest") === "iframe" ? pages.signInFramed : pages.signIn;
  return c.html(singlePage(language, { title: pages.notSignedIn, text, ...path }), 401);
}

/** A suspended tenant's pages cannot be seen, and nothing of it be changed; of a removed one there is nothing left. */
function answerIdle(c: Context<PanelEnv>, { state }: Tenant): Response | Promise<Response> {
  const language = languageOf(c);
  const { headlines, frame } = textsOf(language);
  const signOut = html`<form method="post" action="/panel/log-out"><button>${frame.signOut}</button></form>`;
  const told = state === "removed" ? headlines.removed() : { ...headlines.suspended(), action: signOut };
  const isReading = c.req.method === "GET";
  const path = isReading ? { path: c.req.path } : {};
  return c.html(singlePage(language, { ...told, ...path }), state === "removed" ? 410 : isReading ? 200 : 409);
}
