import { html } from "hono/html";
import type { Markup } from "../ui/page.ts";
import { panelPage } from "./panel-page.ts";
import type { PanelSection } from "./panel-paths.ts";
import type { Visit } from "./visit.ts";

interface Confirmation {
  readonly section: PanelSection;
  /** Where it is asked, and where the answer is sent. */
  readonly path: string;
  /** Where the way back leads. */
  readonly backPath: string;
  readonly title: string;
  readonly text: string;
  /** What the button does. */
  readonly button: string;
}

/** Asks once more before something is taken away. */
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
