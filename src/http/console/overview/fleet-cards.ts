import { html } from "hono/html";
import { conditionStatuses } from "../../../core/model/condition.ts";
import { badge } from "../../ui/badge.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import { sourceChoices } from "../source-names.ts";
import { conditionNames } from "../tenants/tenant-health.ts";
import type { Fleet } from "./read-fleet.ts";
import type { Workers } from "./read-workers.ts";

/** The number of tenants by marketplace, without removed ones. */
export function marketplacesCard({ shares }: Fleet): Markup {
  const sources = sourceChoices.flatMap(({ value: source, name }) => {
    const own = shares.filter((share) => share.source === source && share.state !== "removed");
    return own.length === 0 ? [] : [{ source, name, count: totalOf(own) }];
  });
  const whole = sources.reduce((sum, { count }) => sum + count, 0);
  return html`<section class="card stack" aria-labelledby="marketplaces">
    <h2 id="marketplaces">Marketplaces</h2>
    ${whole === 0 ? html`<p class="quiet">No tenants yet.</p>` : ""}
    ${sources.map(
      ({ source, name, count }) => html`<div class="stack tight">
        <div class="row apart"><a href="/console/tenants?source=${source}">${name}</a><span>${count.toLocaleString("en")} <span class="quiet">(${Math.round((100 * count) / whole)} %)</span></span></div>
        <meter min="0" max="${whole}" value="${count}" aria-label="${name}: ${count} of ${whole}"></meter>
      </div>`,
    )}
  </section>`;
}

/** The number of tenants by condition and status. */
export function conditionsCard({ shares }: Fleet): Markup {
  const count = (type: string, status: string) =>
    totalOf(shares.filter((share) => share.state !== "removed" && share.statuses[type] === status));
  return html`<section class="card flush" aria-labelledby="conditions">
    <header><h2 id="conditions">Conditions</h2></header>
    <table class="compact" aria-labelledby="conditions">
      <thead>
        <tr><th scope="col">Condition</th><th scope="col" class="number">Met</th><th scope="col" class="number">Not met</th><th scope="col" class="number">Unknown</th></tr>
      </thead>
      <tbody>
        ${Object.entries(conditionNames).map(
          ([type, name]) => html`<tr>
            <th scope="row">${name}</th>
            ${conditionStatuses.map((status) => html`<td class="number">${countLink(type, status, count(type, status))}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function countLink(type: string, status: string, count: number): Markup | string {
  if (count === 0) {
    return html`<span class="quiet">0</span>`;
  }
  return html`<a href="/console/tenants?condition=${type}:${status}">${count.toLocaleString("en")}</a>`;
}

/** The active workers and the number of due shards. */
export function workersCard({ active, dueShards, lastRun }: Workers, now: Date): Markup {
  return html`<section class="card stack" aria-labelledby="workers">
    <h2 id="workers">Workers</h2>
    ${
      active.length === 0
        ? html`<p>${badge("quiet", "None active")}</p>`
        : html`<ul class="plain stack tight">${active.map(({ name, shards }) => html`<li>${badge("busy", "Active")} ${name} <span class="quiet">on ${plural(shards, "shard")}</span></li>`)}</ul>`
    }
    <dl class="facts">
      <dt>Due shards</dt><dd>${dueShards}</dd>
      <dt>Last run</dt><dd>${lastRun === undefined ? "none yet" : html`${timeAgo(lastRun.startedAt, now)} <span class="quiet">by ${lastRun.worker}</span>`}</dd>
    </dl>
    <p class="small"><a href="/console/shards">All shards</a></p>
  </section>`;
}

/** The sum of several counts of tenants. */
export function totalOf(shares: readonly { readonly tenants: number }[]): number {
  return shares.reduce((sum, { tenants }) => sum + tenants, 0);
}

/** A count with its noun, such as "1 shard" or "3 shards". */
function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
