import { html } from "hono/html";
import { badge } from "../../ui/badge.ts";
import { copyable } from "../../ui/copyable.ts";
import { live } from "../../ui/live.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import type { Tone } from "../../ui/tone.ts";
import { elapsed } from "../elapsed.ts";
import { panelPage } from "../panel-page.ts";
import type { Visit } from "../visit.ts";
import { type ConfigVar, pushState } from "./config-vars.ts";

interface ConfigVarsProps {
  readonly visit: Visit;
  readonly configVars: readonly ConfigVar[];
  /** Whether the values that may be shown are shown. */
  readonly isRevealed: boolean;
}

const everySeconds = 10;
const tones: Readonly<Record<ReturnType<typeof pushState>["kind"], Tone>> = {
  pushed: "good",
  failing: "warn",
  coming: "busy",
};

/** An add-on's config vars: masked, or in plain text after "Show values". */
export function configVarsPage({ visit, configVars, isRevealed }: ConfigVarsProps): Markup {
  const { title, intro, restart, show, hide, warning } = visit.texts.configVars;
  const button = isRevealed
    ? html`<a class="button primary" href="${visit.paths.configVars}">${hide}</a>`
    : configVars.some(({ value }) => value !== undefined)
      ? html`<form method="post" action="${visit.paths.configVars}"><button>${show}</button></form>`
      : "";
  return panelPage(visit, {
    title,
    section: "configVars",
    path: visit.paths.configVars,
    content: html`<div class="stack tight"><h1>${title}</h1><p class="quiet">${intro(visit.marketplace)}</p></div>
      <div class="stack">
        ${isRevealed ? notice("warn", html`<p>${warning}</p>`) : ""}
        ${live("push-state", visit.paths.configVars, everySeconds, pushPart(visit))}
        <div class="card flush">${configVarsTable(visit, configVars, isRevealed)}<footer>${restart}</footer></div>
        <div>${button}</div>
      </div>`,
  });
}

function pushPart({ texts, tenant, marketplace, now, language }: Visit): Markup {
  const { kind, since } = pushState(tenant);
  const time =
    since === undefined
      ? ""
      : html`<span class="quiet small">${texts.frame.since(elapsed(new Date(since), now, language))}</span>`;
  return html`<p class="row"><span role="status">${badge(tones[kind], texts.configVars.states[kind](marketplace))}</span>${time}</p>`;
}

function configVarsTable({ texts }: Visit, configVars: readonly ConfigVar[], isRevealed: boolean): Markup {
  const { title, name, value, from, masked, sources } = texts.configVars;
  const words = (variable: string) => ({ copy: texts.frame.copy(variable), copied: texts.frame.copied });
  const rows = configVars.map(
    (variable) => html`<tr>
      <td data-name="${name}">${copyable(variable.name, words(variable.name))}</td>
      <td data-name="${value}">${
        isRevealed && variable.value !== undefined
          ? copyable(variable.value, words(`${value} ${variable.name}`))
          : html`<span aria-hidden="true">••••••••</span><span class="unseen">${masked}</span>`
      }</td>
      <td data-name="${from}" class="small">${sources[variable.source]}</td>
    </tr>`,
  );
  return html`<table class="stacked middle">
    <caption class="unseen">${title}</caption>
    <thead><tr>${[name, value, from].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows}</tbody>
  </table>`;
}
