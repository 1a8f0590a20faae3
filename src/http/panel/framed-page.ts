import type { Context } from "hono";
import { html } from "hono/html";
import type { Markup } from "../ui/page.ts";
import { languageOf } from "./panel-language.ts";
import { panelPathsOf } from "./panel-paths.ts";
import { singlePage } from "./single-page.ts";
import { textsOf } from "./texts/languages.ts";

/**
 * Whether the page is shown in a frame. Browsers send this header only over https and to loopback addresses.
 */
export function isFramed(c: Context): boolean {
  return c.req.header("Sec-Fetch-Dest") === "iframe";
}

/**
 * The page for a frame without a session: the cause, and a way to a new tab. Right after sign-in, a form
 * takes a ticket to the new tab; later, a link opens the session that another tab may have.
 */
export function answerFramed(c: Context, ticket?: string): Response | Promise<Response> {
  const language = languageOf(c);
  const { pages } = textsOf(language);
  const { overview, newTab } = panelPathsOf(c.req.param("tenant"));
  // The page with the form has no language links: they would lose the ticket.
  const more: { readonly text: string; readonly action: Markup; readonly path?: string } =
    ticket === undefined
      ? {
          text: pages.signInFramedLater,
          action: html`<p><a class="button" href="${overview}" target="_blank" rel="noopener">${pages.openTab}</a></p>`,
          ...(c.req.method === "GET" ? { path: c.req.path } : {}),
        }
      : {
          text: pages.signInFramed,
          action: html`<form method="post" action="${newTab}" target="_blank" rel="noopener">
            <input type="hidden" name="ticket" value="${ticket}" />
            <button>${pages.openTab}</button>
          </form>`,
        };
  return c.html(singlePage(language, { title: pages.notSignedIn, ...more }), 401);
}
