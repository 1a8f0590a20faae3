import { html } from "hono/html";
import type { HostnameStatus } from "../../../fleet/hostnames/claimed-hostnames.ts";
import { HostnameDetails } from "../../../fleet/hostnames/hostname-details.ts";
import { badge } from "../../ui/badge.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Tone } from "../../ui/tone.ts";
import type { TenantFacts } from "./read-tenant.ts";

/** The desired hostnames, and their status at Cloudflare. */
export function hostnamesCard({ tenant, hostnames }: TenantFacts, now: Date): Markup {
  const desired = tenant.desired.hostnames.map(({ hostname }) => hostname);
  if (desired.length === 0) {
    return html`<section class="card stack" aria-labelledby="hostnames"><h2 id="hostnames">Hostnames</h2><p class="quiet">None.</p></section>`;
  }
  return html`<section class="card flush" aria-labelledby="hostnames">
    <header><h2 id="hostnames">Hostnames</h2></header>
    <table class="stacked" aria-labelledby="hostnames">
      <thead>
        <tr><th scope="col">Hostname</th><th scope="col">At Cloudflare</th><th scope="col">Certificate</th><th scope="col">Last checked</th></tr>
      </thead>
      <tbody>
        ${desired.map((hostname) => row(hostname, hostnames.get(hostname), now))}
      </tbody>
    </table>
  </section>`;
}

function row(hostname: string, status: HostnameStatus | undefined, now: Date): Markup {
  if (status === undefined) {
    return html`<tr><td data-name="Hostname" class="long">${hostname}</td><td data-name="At Cloudflare">${badge("quiet", "not created yet")}</td><td></td><td></td></tr>`;
  }
  const { errors } = HostnameDetails.catch({ validationRecords: [], errors: [] }).parse(status.details);
  return html`<tr>
    <td data-name="Hostname" class="long">${hostname}${errors.map((error) => html`<br /><span class="field-error">${error}</span>`)}</td>
    <td data-name="At Cloudflare">${badge(toneOf(status.status), inWords(status.status))}</td>
    <td data-name="Certificate">${status.certificateStatus === null ? html`<span class="quiet">none</span>` : badge(toneOf(status.certificateStatus), inWords(status.certificateStatus))}</td>
    <td data-name="Last checked">${timeAgo(status.observedAt, now)}</td>
  </tr>`;
}

/** All of Cloudflare's other statuses are in progress or wait for the customer. */
function toneOf(status: string): Tone {
  if (status === "active") {
    return "good";
  }
  return /blocked|deleted|moved|timed_out|expired|failed/.test(status) ? "bad" : "warn";
}

function inWords(status: string): string {
  return status.replaceAll("_", " ");
}
