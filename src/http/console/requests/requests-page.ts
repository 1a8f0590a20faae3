import { html } from "hono/html";
import type { RequestSummary } from "../../../core/db/queries/requests.ts";
import { live } from "../../ui/live.ts";
import type { Markup } from "../../ui/page.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";
import { pager } from "../pager.ts";
import { selectField } from "../select-field.ts";
import { marketplaceChoices } from "../source-names.ts";
import type { RequestQuery } from "./request-query.ts";
import { requestsTable } from "./requests-table.ts";

export interface RequestsList {
  readonly viewer: Viewer;
  readonly query: RequestQuery;
  /** Newest first. */
  readonly requests: readonly RequestSummary[];
  readonly next: string | undefined;
}

const everySeconds = 5;

/** The recorded requests of marketplaces and unknown senders. */
export function requestsPage({ viewer, query, requests, next }: RequestsList): Markup {
  const content =
    requests.length === 0
      ? empty(query)
      : html`${requestsTable("Requests", requests, viewer.now)}
          ${pager({ path: "/console/requests", query, next, nextParam: "cursor", nextText: "Older requests", firstText: "Newest requests" })}`;
  return consolePage({
    title: "Requests",
    viewer,
    content: html`${filters(query)} ${live("requests", viewer.address, everySeconds, html`<div class="stack">${content}</div>`)}`,
  });
}

const statuses = [
  { value: "2xx", name: "Answered (2xx)" },
  { value: "3xx", name: "Redirected (3xx)" },
  { value: "4xx", name: "Refused (4xx)" },
  { value: "5xx", name: "Failed (5xx)" },
];
const routes = [
  { value: "served", name: "With a route" },
  { value: "stray", name: "Without a route" },
];

function filters(query: RequestQuery): Markup {
  return html`<form class="filters" role="search" aria-label="Requests">
    <div class="field grow">
      <label for="tenant">Tenant</label>
      <input id="tenant" name="tenant" type="search" value="${query.tenant}" placeholder="Tenant id" spellcheck="false" />
    </div>
    ${selectField({ name: "marketplace", label: "Marketplace", any: "Any", choices: marketplaceChoices, value: query.marketplace })}
    ${selectField({ name: "status", label: "Response", any: "Any", choices: statuses, value: query.status })}
    ${selectField({ name: "route", label: "Route", any: "Any", choices: routes, value: query.route })}
    <button>Filter</button>
    ${isFiltered(query) ? html`<a class="button bare" href="/console/requests">Clear</a>` : ""}
  </form>`;
}

function empty(query: RequestQuery): Markup {
  return isFiltered(query) || query.cursor !== undefined
    ? html`<div class="card empty stack"><p>No matching requests.</p><p><a href="/console/requests">Show all requests</a></p></div>`
    : html`<div class="card empty stack"><p>No requests yet.</p><p>To send some, run <code>marketplane simulate</code>.</p></div>`;
}

function isFiltered({ cursor: _, ...filters }: RequestQuery): boolean {
  return Object.values(filters).some((value) => value !== "");
}
