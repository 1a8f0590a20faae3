import { html } from "hono/html";
import type { Straggler } from "../../../core/ledger/tenants.ts";
import { badge } from "../../ui/badge.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo, timeFor } from "../../ui/time-ago.ts";
import { tenantTitle } from "../tenant-title.ts";
import { tenantHealth } from "../tenants/tenant-health.ts";

/** Tenants that have not converged: since when, why, and their next retry. */
export function stragglerTable(title: string, stragglers: readonly Straggler[], now: Date): Markup {
  return html`<section class="card flush" aria-label="${title}">
    <header><h2>${title}</h2></header>
    <table class="stacked" aria-label="${title}">
      <thead>
        <tr><th scope="col">Tenant</th><th scope="col">Status</th><th scope="col">Cause</th><th scope="col">Waiting</th><th scope="col">Next retry</th></tr>
      </thead>
      <tbody>
        ${stragglers.map((straggler) => row(straggler, now))}
      </tbody>
    </table>
  </section>`;
}

function row({ tenant, failures, retryAt }: Straggler, now: Date): Markup {
  const { tone, text, why } = tenantHealth(tenant);
  return html`<tr>
    <td data-name="Tenant"><a class="line" href="/console/tenants/${tenant.id}" title="${tenantTitle(tenant)}">${tenantTitle(tenant)}</a></td>
    <td data-name="Status">${badge(tone, text)}</td>
    <td data-name="Cause" class="clamped">${why}</td>
    <td data-name="Waiting">${timeFor(tenant.changedAt, now)}</td>
    <td data-name="Next retry">${retryAt === null ? "when a worker is free" : html`${retryAt > now ? timeAgo(retryAt, now) : "now"} <span class="quiet">after ${failures} ${failures === 1 ? "failure" : "failures"}</span>`}</td>
  </tr>`;
}
