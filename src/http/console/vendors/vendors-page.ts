import { html } from "hono/html";
import { badge } from "../../ui/badge.ts";
import { barChart } from "../../ui/charts/bar-chart.ts";
import { lineChart } from "../../ui/charts/line-chart.ts";
import { duration } from "../../ui/duration.ts";
import { live } from "../../ui/live.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";
import type { CallSum, VendorHealth } from "./vendor-health.ts";
import { labelsOf, type VendorSpan } from "./vendor-span.ts";

interface VendorsPage {
  readonly viewer: Viewer;
  readonly span: VendorSpan;
  readonly vendors: readonly VendorHealth[];
}

const everySeconds = 10;

/** Each vendor's status, calls, budget, and calling processes. */
export function vendorsPage({ viewer, span, vendors }: VendorsPage): Markup {
  const content = html`<div class="stack wide">
    ${vendors.map((vendor) => vendorSection(vendor, span, viewer.now))}
  </div>`;
  return consolePage({
    title: "Vendors",
    viewer,
    aside: html`<nav class="tabs" aria-label="Time range">
      <a href="/console/vendors" ${span.unit === "minutes" ? html`aria-current="true"` : ""}>3 hours</a>
      <a href="/console/vendors?by=hour" ${span.unit === "hours" ? html`aria-current="true"` : ""}>24 hours</a>
    </nav>`,
    content: live("vendors", viewer.address, everySeconds, content),
  });
}

function vendorSection(health: VendorHealth, span: VendorSpan, now: Date): Markup {
  const { vendor, tone, text, total, slots } = health;
  const labels = labelsOf(span);
  return html`<section class="stack" aria-label="${vendor}">
    <div class="row apart"><h2>${vendor}</h2>${badge(tone, text)}</div>
    <div class="grid charts">
      <div class="card">${facts(health, now)}</div>
      ${
        total.calls + total.failed === 0
          ? html`<p class="card empty">No calls in this time range.</p>`
          : html`<div class="card">${callsChart(labels, slots)}</div><div class="card">${latencyChart(labels, slots)}</div>`
      }
    </div>
    ${health.processes.length === 0 ? "" : processTable(health, now)}
  </section>`;
}

function facts({ total, budget, heldUntil, lastError }: VendorHealth, now: Date): Markup {
  return html`<dl class="facts">
    <dt>Calls</dt><dd>${total.calls.toLocaleString("en")}</dd>
    <dt>Failed</dt><dd>${shareOf(total)}</dd>
    <dt>Retried</dt><dd>${total.retried.toLocaleString("en")}</dd>
    <dt>Rate limited</dt><dd>${total.rateLimited.toLocaleString("en")} <span class="quiet">(429)</span></dd>
    <dt>Response time</dt><dd>${total.medianMs === undefined ? "–" : html`${duration(total.medianMs)} <span class="quiet">median,</span> ${duration(total.slowMs ?? 0)} <span class="quiet">95th percentile</span>`}</dd>
    <dt>Budget</dt><dd>${budget === undefined ? html`<span class="quiet">not documented</span>` : budgetMeter(budget)}</dd>
    <dt>Circuit</dt><dd>${heldUntil === undefined ? "closed" : html`open: no calls until ${timeAgo(heldUntil, now)}`}</dd>
    <dt>Last error</dt><dd>${lastError === undefined ? html`<span class="quiet">none in the last 24 hours</span>` : html`${timeAgo(lastError.at, now)}: <span class="prose">${lastError.text}</span>`}</dd>
  </dl>`;
}

function shareOf({ calls, failed }: CallSum): string {
  if (failed === 0) {
    return "0";
  }
  const share = (100 * failed) / Math.max(calls, failed);
  return `${failed.toLocaleString("en")} (${share < 1 ? "under 1" : Math.round(share)} %)`;
}

/** The meter changes color at 70 % and 90 %. */
function budgetMeter({ used, calls, ms }: NonNullable<VendorHealth["budget"]>): Markup {
  const text = `${used.toLocaleString("en")} of ${calls.toLocaleString("en")} calls in the last ${duration(ms)}, by all processes`;
  return html`<span class="small">${text}</span><meter min="0" max="${calls}" low="${calls * 0.7}" high="${calls * 0.9}" optimum="0" value="${Math.min(used, calls)}" aria-label="${text}"></meter>`;
}

function callsChart(labels: readonly string[], slots: readonly CallSum[]): Markup {
  const failed = slots.map((slot) => Math.min(slot.failed, slot.calls));
  return barChart({
    title: "Calls",
    labels,
    series: [
      { name: "answered", values: slots.map((slot, index) => slot.calls - (failed[index] ?? 0)) },
      { name: "failed", tone: "bad", values: failed },
    ],
  });
}

function latencyChart(labels: readonly string[], slots: readonly CallSum[]): Markup {
  return lineChart({
    title: "Response time",
    labels,
    series: [
      { name: "median", values: slots.map(({ medianMs }) => medianMs) },
      { name: "95th percentile", tone: "warn", values: slots.map(({ slowMs }) => slowMs) },
    ],
    format: duration,
  });
}

function processTable({ vendor, processes }: VendorHealth, now: Date): Markup {
  const title = `Processes calling ${vendor}`;
  return html`<section class="card flush table-scroll" tabindex="0" role="region" aria-label="${title}">
    <table class="stacked" aria-label="${title}">
      <thead><tr><th scope="col">Process</th><th scope="col" class="number">Calls</th><th scope="col" class="number">Failed</th><th scope="col" class="number">95th percentile</th><th scope="col">Last seen</th></tr></thead>
      <tbody>
        ${processes.map(
          ({ process, total, seenAt }) => html`<tr>
            <td data-name="Process" class="long">${process}</td>
            <td data-name="Calls" class="number">${total.calls.toLocaleString("en")}</td>
            <td data-name="Failed" class="number">${total.failed.toLocaleString("en")}</td>
            <td data-name="95th percentile" class="number">${total.slowMs === undefined ? "–" : duration(total.slowMs)}</td>
            <td data-name="Last seen">${timeAgo(seenAt, now)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
