import { html } from "hono/html";
import type { RequestSummary } from "../../../core/db/queries/requests.ts";
import { duration } from "../../ui/duration.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import { senderOf, statusBadge } from "./request-words.ts";

/** A table of recorded requests. */
export function requestsTable(title: string, requests: readonly RequestSummary[], now: Date): Markup {
  return html`<section class="card flush table-scroll" tabindex="0" role="region" aria-label="${title}">
    <table class="stacked" aria-label="${title}">
      <thead>
        <tr><th scope="col">Request</th><th scope="col">Response</th><th scope="col">From</th><th scope="col">Tenant</th><th scope="col" class="number">Duration</th><th scope="col">Received</th></tr>
      </thead>
      <tbody>
        ${requests.map((request) => row(request, now))}
      </tbody>
    </table>
  </section>`;
}

function row(request: RequestSummary, now: Date): Markup {
  const { id, method, path, route, status, tenantId, durationMs, at, replayOf } = request;
  return html`<tr>
    <td data-name="Request"><a class="mono" href="/console/requests/${id}">${method} ${path}</a>${route === null ? html` <span class="quiet">no route</span>` : ""}${replayOf === null ? "" : html` <span class="quiet">replay</span>`}</td>
    <td data-name="Response">${statusBadge(status)}</td>
    <td data-name="From">${senderOf(request)}</td>
    <td data-name="Tenant">${tenantId === null ? html`<span class="quiet">–</span>` : html`<a class="quiet mono nowrap" href="/console/tenants/${tenantId}">${tenantId.slice(0, 8)}…</a>`}</td>
    <td data-name="Duration" class="number nowrap">${duration(durationMs)}</td>
    <td data-name="Received">${timeAgo(at, now)}</td>
  </tr>`;
}
