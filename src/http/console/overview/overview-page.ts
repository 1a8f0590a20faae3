import { html } from "hono/html";
import type { TrendSpan, Trends } from "../../../core/db/queries/trends.ts";
import type { Straggler } from "../../../core/ledger/tenants.ts";
import { live } from "../../ui/live.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";
import { conditionsCard, marketplacesCard, totalOf, workersCard } from "./fleet-cards.ts";
import { type Headline, headlineOf } from "./headline.ts";
import type { Fleet } from "./read-fleet.ts";
import type { Workers } from "./read-workers.ts";
import { stragglerTable } from "./straggler-table.ts";
import { trendSection } from "./trend-section.ts";
import { type Unbilled, unbilledCard } from "./unbilled.ts";

export interface Overview {
  readonly viewer: Viewer;
  readonly fleet: Fleet;
  readonly workers: Workers;
  readonly span: TrendSpan;
  readonly trends: Trends;
  readonly oldest: readonly Straggler[];
  readonly failing: readonly Straggler[];
  readonly unbilled: Unbilled;
}

const everySeconds = 10;

/** The fleet's status, and what needs attention first. */
export function overviewPage(overview: Overview): Markup {
  const { viewer } = overview;
  const content = html`<div class="stack wide">
    ${headline(headlineOf(overview))} ${figures(overview)} ${trendSection(overview)} ${attention(overview)}
    ${unbilledCard(overview.unbilled, viewer.now)}
    <div class="grid charts">${marketplacesCard(overview.fleet)} ${conditionsCard(overview.fleet)} ${workersCard(overview.workers, viewer.now)}</div>
  </div>`;
  return consolePage({ title: "Overview", viewer, content: live("overview", viewer.address, everySeconds, content) });
}

function headline({ tone, title, text, link }: Headline): Markup {
  return notice(
    tone,
    html`<p><strong>${title}</strong></p><p>${text}${link === undefined ? "" : html` <a href="${link.href}">${link.text}</a>`}</p>`,
  );
}

function figures({ fleet }: Overview): Markup {
  const sum = (state: string) => totalOf(fleet.shares.filter((share) => share.state === state));
  const unconverged = fleet.shares.reduce((count, share) => count + share.unconverged, 0);
  const tiles = [
    { name: "Active", value: sum("active"), href: "/console/tenants?state=active" },
    { name: "Suspended", value: sum("suspended"), href: "/console/tenants?state=suspended" },
    { name: "In progress", value: unconverged - fleet.failing, href: "/console/tenants?condition=unconverged" },
    { name: "Failing", value: fleet.failing, href: "/console/tenants?condition=failing", isBad: true },
    { name: "Open drift findings", value: fleet.drift, href: "/console/drift", isBad: true },
  ];
  return html`<ul class="tiles" aria-label="The fleet in figures">
    ${tiles.map(({ name, value, href, isBad }) => html`<li><a class="card tile" href="${href}"><span class="quiet">${name}</span>${value === undefined ? html`<span>Never scanned</span>` : html`<span class="figure" ${isBad && value > 0 ? html`data-tone="bad"` : ""}>${value.toLocaleString("en")}</span>`}</a></li>`)}
  </ul>`;
}

function attention({ viewer, oldest, failing }: Overview): Markup {
  if (oldest.length === 0) {
    return html``;
  }
  return html`<div class="stack">
    ${failing.length === 0 ? "" : stragglerTable("Most failures", failing, viewer.now)}
    ${stragglerTable("Longest waiting", oldest, viewer.now)}
  </div>`;
}
