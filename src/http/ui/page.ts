import { html } from "hono/html";
import { assetPaths } from "./assets.ts";

export type Markup = ReturnType<typeof html>;

export interface Page {
  readonly title: string;
  readonly body: Markup;
  /** A BCP 47 language tag; default: English. */
  readonly lang?: string;
}

/**
 * htmx adds no styles (the policy below would refuse them) and caches no pages. A `details` element that the
 * reader opened stays open when its part of the page refreshes, and a part whose refresh fails keeps its
 * content.
 */
const htmxConfig = JSON.stringify({
  includeIndicatorCSS: false,
  history: false,
  morphIgnore: ["data-htmx-powered", "open"],
  noSwap: [204, 304, "4xx", "5xx"],
});

/** An HTML document around a body. Without scripts, everything works except automatic refresh and copying. */
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

/** The Content-Security-Policy: pages may use only files, requests and forms of their own origin. */
export function pagePolicy(frameAncestors: readonly string[] = []): string {
  const ancestors = frameAncestors.length === 0 ? "'none'" : frameAncestors.join(" ");
  const own =
    "style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'";
  return `default-src 'none'; ${own}; frame-ancestors ${ancestors}`;
}
