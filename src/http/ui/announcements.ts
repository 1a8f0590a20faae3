import { html } from "hono/html";

/** The live region for screen readers that the script writes to; once on each page. */
export const announcements = html`<div class="unseen" role="status" data-announcements></div>`;
