import { html } from "hono/html";
import { copyable } from "../../ui/copyable.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import { panelPage } from "../panel-page.ts";
import type { Visit } from "../visit.ts";

/** The license keys in plain text, after "Show keys". */
export function keysPage(visit: Visit, keys: readonly string[]): Markup {
  const { overview, frame } = visit.texts;
  const words = { copy: frame.copy(overview.key), copied: frame.copied };
  return panelPage(visit, {
    title: overview.keysShown,
    section: "overview",
    path: visit.paths.overview,
    content: html`<h1>${overview.keysShown}</h1>
      ${notice("warn", html`<p>${overview.keysWarning}</p>`)}
      <div class="card"><ul class="plain stack">${keys.map((key) => html`<li>${copyable(key, words)}</li>`)}</ul></div>
      <p><a class="button primary" href="${visit.paths.overview}">${overview.hide}</a></p>`,
  });
}
