import { html } from "hono/html";
import { type Markup, page } from "../ui/page.ts";
import { languageLinks } from "./panel-page.ts";
import { type Language, textsOf } from "./texts/languages.ts";

interface SinglePage {
  readonly title: string;
  readonly text: string;
  /**
   * The page's path, for the links to other languages; absent on answers to a form, which have no address of
   * their own.
   */
  readonly path?: string;
  /** A link or form for the next step. */
  readonly action?: Markup;
}

/** A page without navigation and with one message: not signed in, add-on suspended, request failed. */
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
