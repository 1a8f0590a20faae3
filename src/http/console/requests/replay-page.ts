import { html } from "hono/html";
import type { RecordedRequest } from "../../../core/db/queries/requests.ts";
import { isUnproven } from "../../operators-api/requests/to-replay.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";

/** Asks for confirmation before a request is replayed. */
export function replayPage(viewer: Viewer, request: RecordedRequest): Markup {
  const { id, method, path, at, body } = request;
  return consolePage({
    title: "Replay request",
    viewer,
    trail: [
      { href: "/console/requests", text: "Requests" },
      { href: `/console/requests/${id}`, text: `${method} ${path}` },
    ],
    content: html`<div class="stack narrow">
      ${notice("warn", html`<p>The control plane handles the request as if the marketplace sent it now, with the marketplace's current credentials. <strong>It takes full effect.</strong> Redacted values stay redacted.</p>`)}
      ${isUnproven(request) ? notice("bad", html`<p>This request was refused because its sender did not authenticate as the marketplace. <strong>Anyone may have sent it.</strong></p>`) : ""}
      <p><code>${method} ${path}</code>, received ${timeAgo(at, viewer.now)}.</p>
      ${body === null ? "" : html`<pre tabindex="0" aria-label="Body"><code>${body}</code></pre>`}
      <form method="post" action="/console/requests/${id}/replay" class="row">
        ${isUnproven(request) ? html`<label class="choice"><input type="checkbox" name="force" value="true" required /> I have verified that it is genuine</label>` : ""}
        <button class="primary">Replay</button>
        <a class="button bare" href="/console/requests/${id}">Cancel</a>
      </form>
    </div>`,
  });
}
