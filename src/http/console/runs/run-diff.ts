import { html } from "hono/html";
import type { RunDetails, RunStep, StepProperty } from "../../../core/model/run-record.ts";
import { badge } from "../../ui/badge.ts";
import type { Markup } from "../../ui/page.ts";
import { changesInWords, operationNames, operationTones, shortName } from "./run-words.ts";

/** A run's changes to each resource, by tenant, with the changed properties. */
export function runDiff(details: RunDetails | undefined, tenantNames: ReadonlyMap<string, string>): Markup {
  return html`<section class="stack" aria-labelledby="diff">
    <h2 id="diff">Changes by resource</h2>
    ${details === undefined ? unknown : known(details, tenantNames)}
  </section>`;
}

const unknown = html`<p class="quiet">This run has no recorded details.</p>`;

function known({ steps, omitted }: RunDetails, tenantNames: ReadonlyMap<string, string>): Markup {
  if (steps.length === 0) {
    return html`<p class="quiet">No changes at the vendors.</p>`;
  }
  const groups = [...Map.groupBy(steps, ({ tenantId }) => tenantId)];
  const isCut = Object.keys(omitted).length > 0;
  return html`${groups.map(([tenantId, own]) => group(tenantId, own, tenantNames))}
    ${isCut ? html`<p class="quiet">Not shown: ${changesInWords(omitted)}. A run's recorded details are limited.</p>` : ""}`;
}

function group(tenantId: string | null, steps: readonly RunStep[], tenantNames: ReadonlyMap<string, string>): Markup {
  const name = tenantId === null ? "Shared resources" : (tenantNames.get(tenantId) ?? tenantId);
  return html`<section class="card flush" aria-label="${name}">
    <header><h3>${tenantId === null ? name : html`<a href="/console/tenants/${tenantId}">${name}</a>`}</h3></header>
    <ul class="plain steps">
      ${steps.map(stepItem)}
    </ul>
  </section>`;
}

function stepItem(step: RunStep): Markup {
  const { operation, isFailed, type, properties } = step;
  const state = isFailed
    ? badge("bad", `Failed: not ${operationNames[operation].toLowerCase()}`)
    : badge(operationTones[operation], operationNames[operation]);
  return html`<li class="stack tight">
    <div class="row">${state} <strong>${shortName(step)}</strong> <span class="quiet">${type}</span></div>
    ${properties.length === 0 ? "" : html`<dl class="changes">${properties.map(change)}</dl>`}
  </li>`;
}

function change({ path, before, after }: StepProperty): Markup {
  return html`<div><dt><code>${path}</code></dt><dd>${valuesOf(before, after)}</dd></div>`;
}

const secret = '"[secret]"';

function valuesOf(before: string | null, after: string | null): Markup {
  if (before === secret || after === secret) {
    return html`<span class="quiet">changed; secret values are not recorded</span>`;
  }
  if (before === null) {
    return html`<ins><span class="unseen">now </span>${after}</ins>`;
  }
  if (after === null) {
    return html`<del><span class="unseen">was </span>${before}</del>`;
  }
  return html`<del><span class="unseen">was </span>${before}</del> <span aria-hidden="true">→</span> <ins><span class="unseen">now </span>${after}</ins>`;
}
