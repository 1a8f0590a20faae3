import { html } from "hono/html";
import type { RecordedRequest, RequestSummary } from "../../../core/db/queries/requests.ts";
import { duration } from "../../ui/duration.ts";
import { moment } from "../../ui/moment.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage, mayAct } from "../console-page.ts";
import { senderOf, statusBadge } from "./request-words.ts";
import { requestsTable } from "./requests-table.ts";

export interface RequestPage {
  readonly viewer: Viewer;
  readonly request: RecordedRequest;
  /** The replays of this request, newest first. */
  readonly replays: readonly RequestSummary[];
  /** Why it cannot be replayed; undefined if it can. */
  readonly obstacle: string | undefined;
}

/** A recorded request with its response and its replays. */
export function requestPage({ viewer, request, replays, obstacle }: RequestPage): Markup {
  const { method, path, status, body, answer } = request;
  return consolePage({
    title: `${method} ${path}`,
    viewer,
    trail: [{ href: "/console/requests", text: "Requests" }],
    aside: statusBadge(status),
    content: html`<div class="stack wide">
      ${facts(request, viewer.now)}
      <div class="sides">${text("Request body", "body", body, "The request had no body, or it was too long to be recorded.")} ${text("Response body", "answer", answer, "The response had no body.")}</div>
      ${headers(request)} ${replaySection({ viewer, request, obstacle })}
      ${replays.length === 0 ? "" : html`<section class="stack" aria-labelledby="replays"><h2 id="replays">Replays</h2>${requestsTable("Replays", replays, viewer.now)}</section>`}
    </div>`,
  });
}

function facts(request: RecordedRequest, now: Date): Markup {
  const { at, durationMs, route, tenantId, replayOf, id } = request;
  return html`<section class="card" aria-label="The request">
    <dl class="facts">
      <dt>From</dt><dd>${senderOf(request)}</dd>
      <dt>Received</dt><dd>${timeAgo(at, now)} <span class="quiet">${moment(at)}</span></dd>
      <dt>Duration</dt><dd>${duration(durationMs)}</dd>
      <dt>Route</dt><dd>${route === null ? html`<span class="quiet">no route for this path</span>` : html`<code>${route}</code>`}</dd>
      <dt>Tenant</dt><dd>${tenantId === null ? html`<span class="quiet">none</span>` : html`<a class="mono" href="/console/tenants/${tenantId}">${tenantId}</a>`}</dd>
      ${replayOf === null ? "" : html`<dt>Replay of</dt><dd><a class="mono" href="/console/requests/${replayOf}">${replayOf}</a></dd>`}
      <dt>Id</dt><dd class="mono">${id}</dd>
    </dl>
  </section>`;
}

function text(title: string, id: string, content: string | null, none: string): Markup {
  return html`<section class="stack tight" aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${content === null || content === "" ? html`<p class="quiet">${none}</p>` : html`<pre tabindex="0" aria-labelledby="${id}"><code>${readable(content)}</code></pre>`}
  </section>`;
}

/** Indents JSON; other texts stay as they are. */
function readable(content: string): string {
  try {
    return JSON.stringify(JSON.parse(content), undefined, 2);
  } catch {
    return content;
  }
}

function headers({ headers: all }: RecordedRequest): Markup {
  return html`<details>
    <summary>Headers (secrets redacted)</summary>
    <dl class="facts">${Object.entries(all).map(([name, value]) => html`<dt><code>${name}</code></dt><dd class="prose">${value}</dd>`)}</dl>
  </details>`;
}

function replaySection({ viewer, request, obstacle }: Omit<RequestPage, "replays">): Markup {
  if (!mayAct(viewer)) {
    return html``;
  }
  if (obstacle !== undefined) {
    return html`<p class="quiet">${obstacle}</p>`;
  }
  return html`<p><a class="button" href="/console/requests/${request.id}/replay">Replay…</a></p>`;
}
