import { html } from "hono/html";
import { assetPaths } from "./assets.ts";

export type Markup = ReturnType<typeof html>;

export interface Page {
  readonly title: string;
  readonly body: Markup;
  /** BCP 47; English if left out. */
  readonly lang?: string;
}

/**
 * htmx needs no style of its own, which the policy below would refuse anyway, and remembers no pages. What somebody has opened
 * stays open when its part of the page is updated, and a part that cannot be updated for the moment stays as it was.
 */
const htmxConfig = JSON.stringify({
  includeIndicatorCSS: false,
  history: false,
  morphIgnore: ["data-htmx-powered", "open"],
  noSwap: [204, 304, "4xx", "5xx"],
});

/** A whole document around its body. Everything works without its scripts but what updates by itself and copying. */
export function page({ title, body, lang = "en" }: Page): Markup {
  return html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="htmx-config" content="${htmxConfig}" />
        <title>${title}</title>
        <link rel="icon" href="${assetPaths.icon}" type="image/svg+xml" />
        <link rel="stylesheet" href="${assetPaths.style}" />
        <script src="${assetPaths.htmx}" defer></script>
        <script src="${assetPaths.script}" type="module"></script>
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}

/** What a page may load and do, and who may show it in a frame: its own origin's files, requests and forms, and nothing else. */
export function pagePolicy(frameAncestors: readonly string[] = []): string {
  const ancestors = frameAncestors.length === 0 ? "'none'" : frameAncestors.join(" ");
  const own =
    "style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'";
  return `default-src 'none'; ${own}; frame-ancestors ${ancestors}`;
}
