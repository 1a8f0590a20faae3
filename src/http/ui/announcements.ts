import { html } from "hono/html";

/** Where the script tells those who do not see the page what happened; once on each page. */
export const announcements = html`<div class="unseen" role="status" data-announcements></div>`;
