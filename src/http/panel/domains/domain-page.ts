import { html } from "hono/html";
import { badge } from "../../ui/badge.ts";
import { icon } from "../../ui/icon.ts";
import { live } from "../../ui/live.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import type { Tone } from "../../ui/tone.ts";
import { elapsed } from "../elapsed.ts";
import { panelPage } from "../panel-page.ts";
import type { StateText } from "../texts/state-texts.ts";
import type { Visit } from "../visit.ts";
import { recordsOf } from "./dns-records.ts";
import { certificateTone, type Domain, hostnameTone, type Phase, phaseTones, standingOf } from "./domain.ts";
import { domainPath, shownName } from "./domain-list.ts";
import { recheckPart } from "./recheck-part.ts";
import { recordsTable } from "./records-table.ts";

export interface DomainProps {
  readonly visit: Visit;
  readonly domain: Domain;
  /** The value of its CNAME record. */
  readonly target: string;
  /** Whether the domain is directly below a public suffix. */
  readonly isApex: boolean;
}

const everySeconds: Readonly<Record<Phase, number>> = { live: 30, yours: 4, ours: 4, broken: 10 };

/** A domain's status, and all the records that its owner has to add. */
export function domainPage(props: DomainProps): Markup {
  const { visit, domain } = props;
  const { domains } = visit.texts;
  const { phase } = standingOf(domain);
  const path = domainPath(visit, domain.hostname);
  return panelPage(visit, {
    title: shownName(domain.hostname),
    section: "domains",
    path,
    content: html`<p><a href="${visit.paths.domains}" class="trail">${icon("back")}${domains.back}</a></p>
      ${live("domain", path, everySeconds[phase], html`<div class="stack wide">${standingPart(props)}</div>`)}
      <p><a class="button" href="${path}/remove">${icon("trash")}${domains.remove}</a></p>`,
  });
}

function standingPart({ visit, domain, target, isApex }: DomainProps): Markup {
  const { domains, states } = visit.texts;
  const { hostname, observed, isRefused } = domain;
  const standing = standingOf(domain);
  const phase = html`<span role="status">${badge(phaseTones[standing.phase], domains.phases[standing.phase])}</span>`;
  const name = shownName(hostname);
  // Errors about missing records are expected until the customer has added them.
  const errors = errorsPart(visit, observed?.details.errors ?? [], standing.phase === "broken" ? "bad" : "quiet");
  return html`<div class="stack">
      <div class="row"><h1>${name}</h1>${phase}</div>
      ${name === hostname ? "" : html`<p class="quiet"><code>${hostname}</code></p>`}
      ${observed === undefined && isRefused ? notice("warn", html`<p>${domains.registrationFails}</p>`) : ""}
      ${standing.phase === "broken" ? errors : ""}
    </div>
    <div class="grid">
      ${stateCard(visit, {
        ...{ id: "routing", name: domains.routing, tone: hostnameTone(standing.hostname) },
        ...{ state: states.hostname[standing.hostname], since: observed?.statusSince },
      })}
      ${stateCard(visit, {
        ...{ id: "certificate", name: domains.certificate, tone: certificateTone(standing.certificate) },
        ...{ state: states.certificate[standing.certificate], since: observed?.certificateSince },
      })}
    </div>
    ${recordsPart(visit, domain, { target, isApex: isApex && standing.phase !== "live" })}
    ${standing.phase === "broken" ? "" : errors}
    ${recheckPart(visit, domain)}`;
}

interface StateCard {
  readonly id: string;
  readonly name: string;
  readonly tone: Tone;
  readonly state: StateText;
  readonly since: Date | undefined;
}

function stateCard({ texts, now, language }: Visit, { id, name, tone, state, since }: StateCard): Markup {
  const time = since && html`<p class="quiet small">${texts.frame.since(elapsed(since, now, language))}</p>`;
  return html`<section class="card stack" aria-labelledby="${id}">
    <div class="row apart"><h2 id="${id}">${name}</h2>${badge(tone, state.title)}</div>
    <div class="stack tight"><p>${state.now}</p>${time ?? ""}</div>
    <div class="stack tight"><h3 class="quiet small">${texts.domains.todo}</h3><p>${state.todo}</p></div>
  </section>`;
}

function errorsPart({ texts }: Visit, errors: readonly string[], tone: Tone): Markup | string {
  if (errors.length === 0) {
    return "";
  }
  return notice(
    tone,
    html`<strong>${texts.domains.errors}</strong><ul class="plain" lang="en">${errors.map((error) => html`<li>${error}</li>`)}</ul>`,
  );
}

function recordsPart(visit: Visit, domain: Domain, { target, isApex }: Pick<DomainProps, "target" | "isApex">): Markup {
  const { domains } = visit.texts;
  const records = recordsOf(domain, target);
  const addresses = domain.observed?.details.validationRecords.flatMap(({ emails }) => emails ?? []) ?? [];
  const isSettled = records.every(({ isDone }) => isDone);
  return html`<section class="card flush" aria-labelledby="records">
    <header class="stack tight">
      <h2 id="records">${domains.records}</h2>
      <p class="quiet small">${isSettled ? domains.settled : domains.recordsHint}</p>
      ${isApex ? notice("warn", html`<strong>${domains.apexTitle}</strong><p>${domains.apex(domain.hostname)}</p>`) : ""}
      ${addresses.length === 0 ? "" : html`<p>${domains.approval(addresses.join(", "))}</p>`}
    </header>
    ${recordsTable(visit, records)}
  </section>`;
}
