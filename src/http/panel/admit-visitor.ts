import type { Context, MiddlewareHandler } from "hono";
import { html } from "hono/html";
import type { Tenant } from "../../core/model/tenant.ts";
import { findSession, type Session } from "../../core/sign-in/panel-sessions.ts";
import type { ServiceContext } from "../kernel/service-context.ts";
import { answerFramed, isFramed } from "./framed-page.ts";
import { languageOf } from "./panel-language.ts";
import { addonName } from "./panel-page.ts";
import { panelPathsOf } from "./panel-paths.ts";
import { planFacts } from "./plan-facts.ts";
import { sessionCookies } from "./sessions/session-cookie.ts";
import { singlePage } from "./single-page.ts";
import { textsOf } from "./texts/languages.ts";
import type { PanelEnv, Visit } from "./visit.ts";

/**
 * Admits visitors with a session to the pages of an active tenant; everyone else gets a page that says why
 * not. If the address names no tenant, the visitor's only session is used; a visitor with several sessions
 * chooses one.
 */
export function admitVisitor(context: ServiceContext): MiddlewareHandler<PanelEnv> {
  return async (c, next) => {
    const found = await findVisitors(c, context);
    const [visitor] = found;
    if (found.length === 1 && visitor?.session.tenant.state === "active") {
      c.set("visit", toVisit(c, visitor.session, context));
      return next();
    }
    // A partial refresh must reload the whole page instead of inserting this answer.
    c.header("HX-Refresh", "true");
    if (found.length > 1) {
      return answerSeveral(c, found);
    }
    return visitor === undefined ? answerSignedOut(c) : answerInactive(c, visitor.session.tenant);
  };
}

export interface Visitor {
  readonly key: string;
  readonly session: Session;
}

/**
 * The session of the tenant in the address, or all of the visitor's sessions if the address names no tenant.
 */
export async function findVisitors(c: Context<PanelEnv>, { config, db, now }: ServiceContext): Promise<Visitor[]> {
  const cookies = sessionCookies(config.publicUrl);
  const tenantId = c.req.param("tenant");
  const keys = tenantId === undefined ? cookies.readAll(c) : [cookies.read(c, tenantId)];
  const found = await Promise.all(
    keys.map(async (key) => {
      const session = key === undefined ? undefined : await findSession(db, key, now());
      const isMeant = tenantId === undefined || session?.tenant.id === tenantId;
      return key !== undefined && session !== undefined && isMeant ? [{ key, session }] : [];
    }),
  );
  return [...new Map(found.flat().map((visitor) => [visitor.session.tenant.id, visitor])).values()];
}

/** Performs no action: it may have been intended for another add-on. */
function answerSeveral(c: Context<PanelEnv>, visitors: readonly Visitor[]): Response | Promise<Response> {
  const language = languageOf(c);
  const { pages } = textsOf(language);
  const action = html`<ul class="plain stack">${visitors.map(
    ({ session }) =>
      html`<li><a class="button" href="${panelPathsOf(session.tenant.id).overview}">${addonName(session)}</a></li>`,
  )}</ul>`;
  const isReading = c.req.method === "GET";
  const path = isReading ? { path: c.req.path } : {};
  return c.html(
    singlePage(language, { title: pages.several, text: pages.severalText, action, ...path }),
    isReading ? 200 : 409,
  );
}

function toVisit(c: Context<PanelEnv>, session: Session, { config, terms, now }: ServiceContext): Visit {
  const { tenant, userId } = session;
  const language = languageOf(c);
  const texts = textsOf(language);
  const { deployment } = config;
  return {
    ...session,
    paths: panelPathsOf(tenant.id),
    actor: `customer:${userId ?? "unknown"}`,
    language,
    texts,
    plan: planFacts(config, tenant),
    product: deployment.manifest?.name,
    marketplace: terms[tenant.source]?.title ?? texts.frame.marketplace,
    hasConfigVars: Object.keys(terms[tenant.source]?.configVars ?? {}).length > 0,
    now: now(),
  };
}

function answerSignedOut(c: Context<PanelEnv>): Response | Promise<Response> {
  // "Open the add-on in the console" does not help a person who is already there.
  if (isFramed(c)) {
    return answerFramed(c);
  }
  const language = languageOf(c);
  const { pages } = textsOf(language);
  const path = c.req.method === "GET" ? { path: c.req.path } : {};
  return c.html(singlePage(language, { title: pages.notSignedIn, text: pages.signIn, ...path }), 401);
}

/**
 * A suspended tenant's pages can be neither viewed nor used to make changes; a removed tenant has no pages.
 */
function answerInactive(c: Context<PanelEnv>, tenant: Tenant): Response | Promise<Response> {
  const language = languageOf(c);
  const { state } = tenant;
  const { headlines, frame } = textsOf(language);
  const signOut = html`<form method="post" action="${panelPathsOf(tenant.id).logOut}"><button>${frame.signOut}</button></form>`;
  const message = state === "removed" ? headlines.removed() : { ...headlines.suspended(), action: signOut };
  const isReading = c.req.method === "GET";
  const path = isReading ? { path: c.req.path } : {};
  return c.html(singlePage(language, { ...message, ...path }), state === "removed" ? 410 : isReading ? 200 : 409);
}
