import { html } from "hono/html";
import type { RecordedRequest } from "../../operators-api/requests/find-requests.ts";
import { isUnproven } from "../../operators-api/requests/to-replay.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";

/** Asks whether a request is to be sent again. */
export function replayPage(viewer: Viewer, request: RecordedRequest): Markup {
  const { id, method, path, at, body } = request;
  return consolePage({
    title: "Send it again?",
    viewer,
    trail: [
      { href: "/console/requests", text: "Requests" },
      { href: `/console/requests/${id}`, text: `${method} ${path}` },
    ],
    content: html`<div class="stack narrow">
      ${notice("warn", html`<p>It runs through the control plane as if the marketplace sent it now, with the marketplace's present credentials, <strong>and has its effects</strong>. What was redacted stays so.</p>`)}
      ${isUnproven(request) ? notice("bad", html`<p>This request was refused: its sender did not prove to be the marketplace, so <strong>anyone may have sent it</strong>.</p>`) : ""}
      <p><code>${method} ${path}</code>, which came ${timeAgo(at, viewer.now)}.</p>
      ${body === null ? "" : html`<pre tabindex="0" aria-label="Its body"><code>${body}</code></pre>`}
      <form method="post" action="/console/requests/${id}/replay" class="row">
        ${isUnproven(request) ? html`<label class="choice"><input type="checkbox" name="force" value="true" required /> I know that it is genuine</label>` : ""}
        <button class="primary">Send it again</button>
        <a class="button bare" href="/console/requests/${id}">Leave it</a>
      </form>
    </div>`,
  });
}
