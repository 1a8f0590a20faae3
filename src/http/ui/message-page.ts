import { html } from "hono/html";
import { type Markup, page } from "./page.ts";

/** A page with one message, such as why access is denied and what to do. */
export function messagePage(title: string, text: Markup | string, lang = "en"): Markup {
  return page({
    title,
    lang,
    body: html`<main class="message">
      <div class="card stack">
        <h1>${title}</h1>
        <p class="quiet">${text}</p>
      </div>
    </main>`,
  });
}
