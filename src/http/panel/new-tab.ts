import type { Context, Hono } from "hono";
import { z } from "zod";
import { openSession } from "../../core/sign-in/panel-sessions.ts";
import { issueTicket, takeTicket } from "../../core/sign-in/panel-tickets.ts";
import type { ServiceContext } from "../kernel/service-context.ts";
import { findVisitors } from "./admit-visitor.ts";
import { answerFramed, isFramed } from "./framed-page.ts";
import { languageOf } from "./panel-language.ts";
import { panelPathsOf } from "./panel-paths.ts";
import { sessionCookies } from "./sessions/session-cookie.ts";
import { singlePage } from "./single-page.ts";
import { textsOf } from "./texts/languages.ts";
import type { PanelEnv } from "./visit.ts";

const Form = z.object({ ticket: z.string().catch("") });

/**
 * Lets people leave a frame in which the browser stores no cookies. Sign-in sends the frame to `GET
 * ?ticket=…`, which uses up the ticket, so no address contains a valid one. Without a session, the page has a
 * form that takes a fresh ticket to a new tab.
 */
export function addNewTab(pages: Hono<PanelEnv>, context: ServiceContext): void {
  const { config, db, log, now } = context;
  pages.get("/", async (c, next) => {
    const ticket = c.req.query("ticket");
    if (c.req.method !== "GET" || ticket === undefined) {
      return next();
    }
    const session = await takeTicket(db, { tenantId: c.req.param("tenant"), ticket }, now());
    const isSignedOut = (await findVisitors(c, context)).length === 0;
    if (session === undefined || !isSignedOut || !isFramed(c)) {
      return c.redirect(c.req.path, 303);
    }
    return answerFramed(c, await issueTicket(db, session, now()));
  });
  pages.post("/new-tab", async (c) => {
    const tenantId = c.req.param("tenant");
    const { ticket } = Form.parse(await c.req.parseBody());
    const session = await takeTicket(db, { tenantId, ticket }, now());
    if (session !== undefined) {
      const { key, expiresAt } = await openSession(db, session, now());
      sessionCookies(config.publicUrl).write(c, session.tenantId, key, expiresAt);
    } else if ((await findVisitors(c, context)).length === 0) {
      log.warn({ requestId: c.get("requestId"), tenantId }, "a ticket for a new tab is unknown, used or expired");
      return answerRefused(c);
    }
    return c.redirect(panelPathsOf(tenantId).overview, 303);
  });
}

function answerRefused(c: Context): Response | Promise<Response> {
  const language = languageOf(c);
  const { signInFailed: title, signInFailedText: text } = textsOf(language).pages;
  return c.html(singlePage(language, { title, text }), 403);
}
