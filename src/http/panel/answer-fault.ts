import type { Context } from "hono";
import { html } from "hono/html";
import { HTTPException } from "hono/http-exception";
import type { Logger } from "pino";
import { problemOf } from "../kernel/answer-error.ts";
import { languageOf } from "./panel-language.ts";
import { panelPathsOf } from "./panel-paths.ts";
import { singlePage } from "./single-page.ts";
import { textsOf } from "./texts/languages.ts";

/** The page for a failed request. Details that are not for the customer go only to the log. */
export function answerFault(error: Error, c: Context, log: Logger): Response | Promise<Response> {
  if (error instanceof HTTPException && error.status === 403) {
    return faultPage(c, "refused", 403);
  }
  const { status, options } = problemOf(error);
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    c.header(name, value);
  }
  log.error({ err: error, requestId: c.get("requestId"), method: c.req.method }, "a panel page failed");
  return faultPage(c, "unavailable", status === 503 ? 503 : 500);
}

/** The page for something that does not exist, or no longer does. */
export function answerMissing(c: Context): Response | Promise<Response> {
  return faultPage(c, "notFound", 404);
}

function faultPage(c: Context, kind: "refused" | "unavailable" | "notFound", status: 403 | 404 | 500 | 503) {
  const language = languageOf(c);
  const { pages } = textsOf(language);
  const action = html`<p><a class="button" href="${panelPathsOf(c.req.param("tenant")).overview}">${pages.toOverview}</a></p>`;
  return c.html(singlePage(language, { title: pages[kind], text: pages[`${kind}Text`], action }), status);
}
