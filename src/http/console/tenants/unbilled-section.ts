import { html } from "hono/html";
import { needsPerson, type UnbilledUsage } from "../../../fleet/metering/list-unbilled.ts";
import { badge } from "../../ui/badge.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Tone } from "../../ui/tone.ts";

/** The states' names in the console. */
export const unbilledNames: Readonly<Record<UnbilledUsage["state"], string>> = {
  counted: "Counted",
  pending: "Pending",
  sending: "Sending",
  refused: "Refused",
  unknown: "Unknown",
};

interface UnbilledSection {
  readonly usage: readonly UnbilledUsage[];
  readonly now: Date;
  /** Whether the entries belong to several tenants. */
  readonly hasTenants?: boolean;
  /** A line above the table. */
  readonly summary?: string;
}

/**
 * Usage that the marketplace has not billed, and what an operator has to do about it; empty if there is none.
 */
export function unbilledSection({ usage, now, hasTenants = false, summary }: UnbilledSection): Markup {
  if (usage.length === 0 && summary === undefined) {
    return html``;
  }
  return html`<section class="card flush" aria-labelledby="unbilled">
    <header class="stack tight">
      <h2 id="unbilled">Unbilled usage</h2>
      ${summary === undefined ? "" : html`<p class="small">${summary}</p>`}
      ${usage.some(({ state }) => needsPerson(state)) ? html`<p class="small">Refused or unknown usage is not sent again. Compare it with the marketplace's invoice, then <a href="/docs">resolve the consumption with the API</a>.</p>` : ""}
    </header>
    ${usage.length === 0 ? "" : table(usage, { now, hasTenants })}
  </section>`;
}

function table(usage: readonly UnbilledUsage[], { now, hasTenants }: { now: Date; hasTenants: boolean }): Markup {
  return html`<table class="stacked" aria-labelledby="unbilled">
      <thead>
        <tr>${hasTenants ? html`<th scope="col">Add-on</th>` : ""}<th scope="col">Month</th><th scope="col">Status</th><th scope="col" class="number">Cost</th><th scope="col">Oldest record</th></tr>
      </thead>
      <tbody>
        ${usage.map((entry) => row(entry, { now, hasTenants }))}
      </tbody>
    </table>`;
}

function row(
  { tenantId, addonId, period, state, cost, since }: UnbilledUsage,
  { now, hasTenants }: { now: Date; hasTenants: boolean },
): Markup {
  return html`<tr>
    ${hasTenants ? html`<td data-name="Add-on"><a href="/console/tenants/${tenantId}">${addonId}</a></td>` : ""}
    <td data-name="Month">${period}</td>
    <td data-name="Status">${badge(toneOf(state), unbilledNames[state])}</td>
    <td data-name="Cost" class="number">${cost}</td>
    <td data-name="Oldest record">${since === null ? html`<span class="quiet">not known</span>` : timeAgo(since, now)}</td>
  </tr>`;
}

function toneOf(state: UnbilledUsage["state"]): Tone {
  if (needsPerson(state)) {
    return "bad";
  }
  return state === "counted" ? "quiet" : "busy";
}
