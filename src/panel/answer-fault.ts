import type { Context } from "hono";
import { html } from "hono/html";
import { HTTPException } from "hono/http-exception";
import type { Logger } from "pino";
import { LedgerUnavailable } from "../ledger/ledger-unavailable.ts";
import { languageOf } from "./panel-language.ts";
import { panelPaths } from "./panel-page.ts";
import { singlePage } from "./single-page.ts";
import { textsOf } from "./texts/languages.ts";
import type { PanelEnv } from "./visit.ts";

/** The page for whatever a route of the panel threw; what is not meant for the customer goes to the log alone. */
export function answerFault(error: Error, c: Context<PanelEnv>, log: Logger): Response | Promise<Response> {
  if (error instanceof HTTPException && error.status === 403) return faultPage(c, "refused", 403);
  if (error instanceof LedgerUnavailable) {
    c.header("Retry-After", String(error.retryAfterSeconds));
    return faultPage(c, "unavailable", 503);
  }
  log.error({ err: error, requestId: c.get("requestId"), method: c.req.method }, "a page of the panel failed");
  return faultPage(c, "unavailable", 500);
}

/** The page for what is not there, or not any more. */
export function answerMissing(c: Context<PanelEnv>): Response | Promise<Response> {
  return faultPage(c, "notFound", 404);
}

function faultPage(c: Context<PanelEnv>, kind: "refused" | "unavailable" | "notFound", status: 403 | 404 | 500 | 503) {
  const language = languageOf(c);
  const { pages } = textsOf(language);
  const action = html`<p><a class="button" href="${panelPaths.overview}">${pages.toOverview}</a></p>`;
  return c.html(singlePage(language, { title: pages[kind], text: pages[`${kind}Text`], action }), status);
}
