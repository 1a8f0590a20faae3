import { html } from "hono/html";

export type Markup = ReturnType<typeof html>;

export const stylesheetPath = "/panel/pages.css";

/** A whole page around its content. */
export function page(title: string, content: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <link rel="stylesheet" href="${stylesheetPath}" />
      </head>
      <body>
        ${content}
      </body>
    </html>`;
}

/** What a page may load and do, and who may show it in a frame: its own origin's style and forms, and nothing else. */
export function pagePolicy(frameAncestors: readonly string[] = []): string {
  const ancestors = frameAncestors.length === 0 ? "'none'" : frameAncestors.join(" ");
  const own = "style-src 'self'; form-action 'self'; base-uri 'none'";
  return `default-src 'none'; ${own}; frame-ancestors ${ancestors}`;
}
