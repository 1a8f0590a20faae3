import { html } from "hono/html";
import { licensesUsed } from "../../../../stacks/tenant-declaration.ts";
import type { Condition } from "../../../core/model/condition.ts";
import type { LicenseOutput } from "../../../core/model/license-output.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { badge } from "../../ui/badge.ts";
import { icon } from "../../ui/icon.ts";
import { live } from "../../ui/live.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Tone } from "../../ui/tone.ts";
import { toneIcons } from "../../ui/tone.ts";
import type { Domain } from "../domains/domain.ts";
import { domainList, domainPath, shownName } from "../domains/domain-list.ts";
import { meter } from "../meter.ts";
import { panelPage } from "../panel-page.ts";
import type { Texts } from "../texts/en.ts";
import type { Visit } from "../visit.ts";
import { type Headline, headlineOf, headlineTones } from "./headline.ts";
import type { CounterReading, Usage } from "./load-overview.ts";

export interface OverviewProps {
  readonly visit: Visit;
  readonly domains: readonly Domain[];
  readonly licenses: readonly LicenseOutput[];
  /** Whether the database stores the keys, so that they can be shown. */
  readonly hasKeys: boolean;
  readonly usage: Usage;
}

const everySeconds = 5;

/** The first page: whether everything works and what to do next, then plan, license, usage and domains. */
export function overviewPage(props: OverviewProps): Markup {
  const { visit, domains } = props;
  const { tenant, plan, texts, now } = visit;
  const hasDomains = plan.hostnamesMax !== 0;
  const headline = headlineOf(tenant, domains, { now, hasDomains });
  const isFull = plan.hostnamesMax !== undefined && domains.length >= plan.hostnamesMax;
  const addButton = html`<a class="button" href="${visit.paths.domains}">${icon("plus")}${texts.domains.add}</a>`;
  const content = html`${hero(visit, headline)}
    <div class="grid">${planCard(visit)} ${licenseCard(props)} ${usageCard(props)}</div>
    ${
      domains.length === 0
        ? ""
        : html`<section class="card flush" aria-labelledby="domains">
            <header><h2 id="domains">${texts.domains.list}</h2>${isFull ? "" : addButton}</header>
            ${domainList(visit, domains)}
          </section>`
    }`;
  return panelPage(visit, {
    title: texts.frame.overview,
    section: "overview",
    path: visit.paths.overview,
    content: live("overview", visit.paths.overview, everySeconds, html`<div class="stack wide">${content}</div>`),
  });
}

function hero(visit: Visit, { kind, hostname = "" }: Headline): Markup {
  const { texts } = visit;
  const tone = headlineTones[kind];
  const subject = kind === "owner-unknown" ? visit.marketplace : shownName(hostname);
  const { title, text } = texts.headlines[kind](subject);
  const action = hostname
    ? html`<p><a class="button primary" href="${domainPath(visit, hostname)}">${texts.overview.openDomain}</a></p>`
    : kind === "first-domain"
      ? html`<p><a class="button primary" href="${visit.paths.domains}">${icon("plus")}${texts.domains.add}</a></p>`
      : "";
  return html`<section class="hero" data-tone="${tone}">
    <span class="hero-mark">${icon(toneIcons[tone])}</span>
    <div class="stack">
      <div class="stack tight" role="status"><h1>${title}</h1><p>${text}</p></div>
      ${action}
    </div>
  </section>`;
}

function planCard({ texts, plan, tenant }: Visit): Markup {
  const { overview } = texts;
  const { hostnames, members } = tenant.desired;
  // Without members the owner's license is the only one, so a limit says nothing.
  const licenses = plan.hasSeats ? plan.licenses : undefined;
  const rows = [
    { id: "meter-domains", label: overview.domains, used: hostnames.length, limit: plan.hostnamesMax },
    ...(plan.hasSeats
      ? [{ id: "meter-members", label: overview.members, used: members.length, limit: plan.membersMax }]
      : []),
    { id: "meter-licenses", label: overview.licenses, used: licensesUsed(tenant.desired), limit: licenses },
  ];
  return html`<section class="card stack" aria-labelledby="plan">
    <div class="stack tight"><h2 id="plan" class="quiet">${overview.plan}</h2><p class="figure">${plan.title}</p></div>
    ${rows.map((row) => meter({ ...row, text: overview.count(row.used, row.limit) }))}
  </section>`;
}

function licenseCard({ visit, licenses, hasKeys }: OverviewProps): Markup {
  const { texts, tenant } = visit;
  const { overview } = texts;
  const { tone, words } = licenseState(tenant);
  const keys = licenses.map(
    ({ hint }) =>
      html`<li><code><span aria-hidden="true">••••••••</span><span class="unseen">${overview.keyEnding(hint)}</span><span aria-hidden="true">${hint}</span></code></li>`,
  );
  const show = hasKeys
    ? html`<form method="post" action="${visit.paths.license}"><button>${overview.showKeys(keys.length)}</button></form>`
    : html`<p class="quiet small">${overview.keysElsewhere}</p>`;
  return html`<section class="card stack" aria-labelledby="license">
    <div class="stack tight"><h2 id="license" class="quiet">${overview.license}</h2><p>${badge(tone, overview[words])}</p></div>
    ${keys.length === 0 ? html`<p class="quiet small">${overview.noKeys}</p>` : html`<ul class="plain">${keys}</ul>${show}`}
  </section>`;
}

function usageCard({ visit, usage }: OverviewProps): Markup {
  const { texts, language } = visit;
  const { overview } = texts;
  const { cost, counters } = usage;
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 6 });
  const sum =
    cost === undefined
      ? html`<p class="quiet">${overview.noUsage}</p>`
      : html`<p class="figure">${format.format(Number(cost))}</p><p class="quiet small">${overview.usageCost}</p>`;
  return html`<section class="card stack" aria-labelledby="usage">
    <div class="stack tight"><h2 id="usage" class="quiet">${overview.usage}</h2>${sum}</div>
    ${counters.length === 0 ? "" : html`<dl class="facts">${counters.map((counter) => counterFact(visit, counter))}</dl>`}
  </section>`;
}

function counterFact({ texts, language, now }: Visit, { name, value, readAt }: CounterReading): Markup {
  const shown = new Intl.NumberFormat(language).format(value);
  const age =
    readAt && html`<span class="quiet small">${texts.overview.usageAsOf(timeAgo(readAt, now, language))}</span>`;
  return html`<dt>${name}</dt><dd>${shown} ${age ?? ""}</dd>`;
}

type LicenseWords = Extract<keyof Texts["overview"], `license${string}`>;

const licenseStates: Readonly<Record<Condition["status"], { readonly tone: Tone; readonly words: LicenseWords }>> = {
  true: { tone: "good", words: "licenseActive" },
  false: { tone: "warn", words: "licenseFailing" },
  unknown: { tone: "busy", words: "licenseComing" },
};

/** The status of a tenant's license, from the condition that its last run recorded. */
function licenseState({ conditions }: Pick<Tenant, "conditions">) {
  return licenseStates[conditions.find(({ type }) => type === "Licensed")?.status ?? "unknown"];
}
