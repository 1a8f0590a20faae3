import { html } from "hono/html";
import { badge } from "../../ui/badge.ts";
import { copyable } from "../../ui/copyable.ts";
import type { Markup } from "../../ui/page.ts";
import type { Visit } from "../visit.ts";
import type { DnsRecord } from "./dns-records.ts";

/** The table of records to add, with copy buttons. */
export function recordsTable(visit: Visit, records: readonly DnsRecord[]): Markup {
  const { domains } = visit.texts;
  const heads = [domains.type, domains.name, domains.value, domains.purpose, domains.state];
  return html`<table class="stacked records">
    <caption class="unseen">${domains.records}</caption>
    <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${records.map((record) => recordRow(visit, record))}</tbody>
  </table>`;
}

function recordRow({ texts }: Visit, record: DnsRecord): Markup {
  const { domains, frame } = texts;
  const { kind, name, shortName, value, purpose, isDone, isRequired } = record;
  const copied = (what: string) => ({ copy: frame.copy(`${what}: ${kind} ${name}`), copied: frame.copied });
  const short = shortName === undefined ? "" : html`<div class="quiet small">${domains.shortName(shortName)}</div>`;
  const state = isDone
    ? badge("good", domains.done)
    : isRequired
      ? badge("warn", domains.required)
      : badge("quiet", domains.optional);
  return html`<tr>
    <td data-name="${domains.type}">${kind}</td>
    <td data-name="${domains.name}">${copyable(name, copied(domains.name))}${short}</td>
    <td data-name="${domains.value}">${copyable(value, copied(domains.value))}</td>
    <td data-name="${domains.purpose}" class="small">${kind === "URL" ? domains.purposeUrl : domains.purposes[purpose]}</td>
    <td data-name="${domains.state}">${state}</td>
  </tr>`;
}
