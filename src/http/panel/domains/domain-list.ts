import { domainToUnicode } from "node:url";
import { html } from "hono/html";
import { badge } from "../../ui/badge.ts";
import type { Markup } from "../../ui/page.ts";
import type { Tone } from "../../ui/tone.ts";
import type { Visit } from "../visit.ts";
import { certificateTone, type Domain, hostnameTone, phaseTones, standingOf } from "./domain.ts";

/** The page of a domain. */
export function domainPath({ paths }: Pick<Visit, "paths">, hostname: string): string {
  return `${paths.domains}/${encodeURIComponent(hostname)}`;
}

/** A hostname in Unicode. */
export function shownName(hostname: string): string {
  return domainToUnicode(hostname) || hostname;
}

const urgency: Readonly<Record<Tone, number>> = { quiet: 0, good: 0, busy: 1, warn: 2, bad: 3 };

/** Domains, each with its status in one sentence. */
export function domainList(visit: Visit, domains: readonly Domain[]): Markup {
  const { texts } = visit;
  return html`<ul class="rows">${domains.map((domain) => {
    const { hostname, certificate, phase } = standingOf(domain);
    const isRouteWorse = urgency[hostnameTone(hostname)] >= urgency[certificateTone(certificate)];
    const state = isRouteWorse ? texts.states.hostname[hostname] : texts.states.certificate[certificate];
    return html`<li>
      <div class="stack tight">
        <a href="${domainPath(visit, domain.hostname)}"><strong>${shownName(domain.hostname)}</strong></a>
        <span class="quiet small">${state.now}</span>
      </div>
      ${badge(phaseTones[phase], texts.domains.phases[phase])}
    </li>`;
  })}</ul>`;
}
