import { html } from "hono/html";
import { z } from "zod";
import { announcements } from "../ui/announcements.ts";
import { type Markup, page } from "../ui/page.ts";
import type { PanelSection } from "./panel-paths.ts";
import { type Language, languageCodes, languages } from "./texts/languages.ts";
import type { Visit } from "./visit.ts";

interface PanelPage {
  readonly title: string;
  /** The section that the navigation marks as current. */
  readonly section: PanelSection;
  /** The page's own path, for the links to other languages. */
  readonly path: string;
  readonly content: Markup;
}

/** A page of the panel: navigation, content, language links and sign-out. */
export function panelPage(visit: Visit, { title, section, path, content }: PanelPage): Markup {
  const { frame } = visit.texts;
  const product = visit.product ?? frame.product;
  return page({
    title: `${title} · ${product}`,
    lang: visit.language,
    body: html`<a class="skip" href="#content">${frame.skip}</a>
      <header class="topbar">
        <div class="topbar-row">
          <div class="stack tight">
            <strong class="brand">${product}</strong>
            <span class="quiet small">${addonName(visit)}</span>
          </div>
          <nav aria-label="${frame.navigation}">
            <ul>
              ${sectionsOf(visit).map((name) => navigationLink(visit, name, section))}
            </ul>
          </nav>
        </div>
      </header>
      <main id="content" class="shell stack wide" tabindex="-1">${content}</main>
      <footer class="page-foot">
        ${languageLinks(visit.language, path, frame.language)}
        <form method="post" action="${visit.paths.logOut}" class="row">
          ${visit.email === null ? "" : html`<span class="quiet small">${frame.signedInAs(visit.email)}</span>`}
          <button class="bare">${frame.signOut}</button>
        </form>
      </footer>
      ${announcements}`,
  });
}

/** The add-on's id and organisation, because one person may have several add-ons open. */
export function addonName({ tenant }: Pick<Visit, "tenant">): string {
  const { ownerName, ownerId } = Marketplace.parse(tenant.marketplace);
  return [tenant.externalId, ownerName ?? ownerId].filter((part) => part !== undefined).join(" · ");
}

const text = z.string().optional().catch(undefined);
const Marketplace = z.object({ ownerName: text, ownerId: text });

function sectionsOf({ plan, hasConfigVars }: Visit): PanelSection[] {
  return [
    "overview",
    "domains",
    ...(plan.hasSeats ? ["members" as const] : []),
    ...(hasConfigVars ? ["configVars" as const] : []),
  ];
}

function navigationLink({ texts, paths }: Visit, name: PanelSection, current: PanelSection): Markup {
  const mark = name === current ? html` aria-current="page"` : "";
  return html`<li><a href="${paths[name]}"${mark}>${texts.frame[name]}</a></li>`;
}

/** Links to the same page in the other languages, each named in its own language. */
export function languageLinks(current: Language, path: string, label: string): Markup {
  const links = languageCodes.map((code) =>
    code === current
      ? html`<li><span aria-current="true">${languages[code].name}</span></li>`
      : html`<li><a href="${path}?lang=${code}" hreflang="${code}" lang="${code}">${languages[code].name}</a></li>`,
  );
  return html`<nav aria-label="${label}"><ul class="plain row small">${links}</ul></nav>`;
}
