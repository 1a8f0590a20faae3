import { html } from "hono/html";
import type { Tenant } from "../../../core/model/tenant.ts";
import { badge } from "../../ui/badge.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";
import { pager } from "../pager.ts";
import { selectField } from "../select-field.ts";
import { sourceChoices, sourceName } from "../source-names.ts";
import { tenantTitle } from "../tenant-title.ts";
import { stateNames, stateTones, tenantHealth } from "./tenant-health.ts";
import { conditionChoices, type TenantQuery } from "./tenant-query.ts";

export interface TenantsList {
  readonly viewer: Viewer;
  readonly query: TenantQuery;
  readonly tenants: readonly Tenant[];
  /** The number of tenants that match the filters, on all pages. */
  readonly count: number;
  readonly next: string | undefined;
  readonly plans: readonly string[];
  readonly shards: readonly string[];
}

/** The filtered list of tenants, newest first. */
export function tenantsPage(list: TenantsList): Markup {
  const { viewer, query, tenants, count, next } = list;
  return consolePage({
    title: "Tenants",
    viewer,
    aside: html`<p class="quiet">${count.toLocaleString("en")} ${count === 1 ? "tenant" : "tenants"}</p>`,
    content: html`${filters(list)} ${tenants.length === 0 ? empty(query) : table(list)}
    ${pager({ path: "/console/tenants", query, next, nextParam: "cursor", nextText: "Older tenants", firstText: "Newest tenants" })}`,
  });
}

function filters({ query, plans, shards }: TenantsList): Markup {
  const named = (values: readonly string[]) => values.map((value) => ({ value, name: value }));
  const states = Object.entries(stateNames).map(([value, name]) => ({ value, name }));
  return html`<form class="filters" role="search" aria-label="Tenants">
    <div class="field grow">
      <label for="text">Search</label>
      <input id="text" name="text" type="search" value="${query.text}" placeholder="Id, add-on, owner or hostname" />
    </div>
    ${selectField({ name: "state", label: "State", any: "Any", choices: states, value: query.state })}
    ${selectField({ name: "condition", label: "Condition", any: "Any", choices: conditionChoices, value: query.condition })}
    ${selectField({ name: "source", label: "Marketplace", any: "Any", choices: sourceChoices, value: query.source })}
    ${selectField({ name: "plan", label: "Plan", any: "Any", choices: named(plans), value: query.plan })}
    ${selectField({ name: "shard", label: "Shard", any: "Any", choices: named(shards), value: query.shard })}
    <button>Filter</button>
    ${isFiltered(query) ? html`<a class="button bare" href="/console/tenants">Clear</a>` : ""}
  </form>`;
}

function empty(query: TenantQuery): Markup {
  return isFiltered(query)
    ? html`<div class="card empty stack"><p>No matching tenants.</p><p><a href="/console/tenants">Show all tenants</a></p></div>`
    : html`<div class="card empty stack"><p>No tenants yet.</p><p>They are created by a marketplace's first order or by <code>POST /api/v1/tenants</code>.</p></div>`;
}

function table({ tenants, viewer }: TenantsList): Markup {
  return html`<section class="card flush table-scroll" tabindex="0" role="region" aria-label="Tenants">
    <table class="stacked" aria-label="Tenants">
      <thead>
        <tr><th scope="col">Tenant</th><th scope="col">Status</th><th scope="col">Plan</th><th scope="col">Hostnames</th><th scope="col">Shard</th><th scope="col">Changed</th></tr>
      </thead>
      <tbody>
        ${tenants.map((tenant) => row(tenant, viewer.now))}
      </tbody>
    </table>
  </section>`;
}

function row(tenant: Tenant, now: Date): Markup {
  const { id, source, externalId, plan, shard, changedAt, desired } = tenant;
  const [first, ...others] = desired.hostnames;
  return html`<tr>
    <td data-name="Tenant">
      <a class="line" href="/console/tenants/${id}" title="${tenantTitle(tenant)}">${tenantTitle(tenant)}</a>
      <span class="line quiet small" title="${externalId}">${sourceName(source)} · ${externalId}</span>
    </td>
    <td data-name="Status">${badges(tenant)}</td>
    <td data-name="Plan"><span class="line short" title="${plan}">${plan}</span></td>
    <td data-name="Hostnames">
      ${first === undefined ? html`<span class="quiet">none</span>` : html`<span class="line short" title="${first.hostname}">${first.hostname}</span>`}
      ${others.length === 0 ? "" : html`<span class="quiet small">and ${others.length} more</span>`}
    </td>
    <td data-name="Shard" class="nowrap"><a class="plain" href="/console/shards/${shard}">${shard}</a></td>
    <td data-name="Changed" class="nowrap">${timeAgo(changedAt, now)}</td>
  </tr>`;
}

/** The tenant's status, and its state if the status does not say it. */
function badges(tenant: Tenant): Markup {
  const { state } = tenant;
  const { tone, text, why } = tenantHealth(tenant);
  const isStateClear = state === "active" || text.toLowerCase() === state;
  return html`<span class="row" title="${why}">${badge(tone, text)} ${isStateClear ? "" : badge(stateTones[state], stateNames[state])}</span>`;
}

function isFiltered({ cursor: _, ...filters }: TenantQuery): boolean {
  return Object.values(filters).some((value) => value !== "");
}
