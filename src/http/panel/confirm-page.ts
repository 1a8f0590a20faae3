import { html } from "hono/html";
import type { Markup } from "../ui/page.ts";
import { panelPage } from "./panel-page.ts";
import type { PanelSection } from "./panel-paths.ts";
import type { Visit } from "./visit.ts";

interface Confirmation {
  readonly section: PanelSection;
  /** The address of the question, to which the answer is also posted. */
  readonly path: string;
  /** The target of "Cancel". */
  readonly backPath: string;
  readonly title: string;
  readonly text: string;
  /** The label of the confirming button. */
  readonly button: string;
}

/** Asks for confirmation before something is removed. */
export function confirmPage(visit: Visit, { section, path, backPath, title, text, button }: Confirmation): Markup {
  return panelPage(visit, {
    title,
    section,
    path,
    content: html`<div class="card stack narrow">
      <h1>${title}</h1>
      <p>${text}</p>
      <form method="post" action="${path}" class="row">
        <button class="danger">${button}</button>
        <a class="button" href="${backPath}">${visit.texts.frame.cancel}</a>
      </form>
    </div>`,
  });
}
