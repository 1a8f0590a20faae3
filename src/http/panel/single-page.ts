import { html } from "hono/html";
import { type Markup, page } from "../ui/page.ts";
import { languageLinks } from "./panel-page.ts";
import { type Language, textsOf } from "./texts/languages.ts";

interface SinglePage {
  readonly title: string;
  readonly text: string;
  /** Where the same can be had in another language; a page that answers a form has no such place. */
  readonly path?: string;
  /** What can be done. */
  readonly action?: Markup;
}

/** A page that stands alone and says one thing: nobody is signed in, the add-on is suspended, something failed. */
export function singlePage(language: Language, { title, text, path, action }: SinglePage): Markup {
  const { frame } = textsOf(language);
  return page({
    title,
    lang: language,
    body: html`<main class="message">
      <div class="card stack">
        <h1>${title}</h1>
        <p class="quiet">${text}</p>
        ${action ?? ""} ${path === undefined ? "" : languageLinks(language, path, frame.language)}
      </div>
    </main>`,
  });
}
