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

/** How the vendors answer, what is left of their budgets, and who calls them. */
export function vendorsPage({ viewer, span, vendors }: VendorsPage): Markup {
  const content = html`<div class="stack wide">
    ${vendors.map((vendor) => vendorSection(vendor, span, viewer.now))}
  </div>`;
  return consolePage({
    title: "Vendors",
    viewer,
    beside: html`<nav class="tabs" aria-label="Time">
      <a href="/console/vendors" ${span.unit === "minutes" ? html`aria-current="true"` : ""}>Three hours</a>
      <a href="/console/vendors?by=hour" ${span.unit === "hours" ? html`aria-current="true"` : ""}>One day</a>
    </nav>`,
    content: live("vendors", viewer.address, everySeconds, content),
  });
}

function vendorSection(health: VendorHealth, span: VendorSpan, now: Date): Markup {
  const { vendor, tone, text, total, slots } = health;
  const labels = labelsOf(span);
  return html`<section class="stack" aria-label="${vendor}">
    <div class="row apart"><h2>${vendor}</h2>${badge(tone, text)}</div>
    <div class="grid halves">
      <div class="card">${facts(health, now)}</div>
      ${
        total.calls + total.failed === 0
          ? html`<p class="card empty">Nobody has called it in this time.</p>`
          : html`<div class="card">${callsChart(labels, slots)}</div><div class="card">${latencyChart(labels, slots)}</div>`
      }
      ${health.processes.length === 0 ? "" : processTable(health, now)}
    </div>
  </section>`;
}

function facts({ total, budget, heldUntil, lastError }: VendorHealth, now: Date): Markup {
  return html`<dl class="facts">
    <dt>Calls</dt><dd>${total.calls.toLocaleString("en")}</dd>
    <dt>Failed</dt><dd>${shareOf(total)}</dd>
    <dt>Tried again</dt><dd>${total.retried.toLocaleString("en")}</dd>
    <dt>Refused as too many</dt><dd>${total.rateLimited.toLocaleString("en")} <span class="quiet">(429)</span></dd>
    <dt>Answer time</dt><dd>${total.medianMs === undefined ? "–" : html`${duration(total.medianMs)} <span class="quiet">for half of them,</span> ${duration(total.slowMs ?? 0)} <span class="quiet">for 95 %</span>`}</dd>
    <dt>Budget</dt><dd>${budget === undefined ? html`<span class="quiet">none is documented</span>` : budgetMeter(budget)}</dd>
    <dt>Circuit</dt><dd>${heldUntil === undefined ? "closed: calls go through" : html`open: the vendor wants no calls, and none are made, until ${timeAgo(heldUntil, now)}`}</dd>
    <dt>Last error</dt><dd>${lastError === undefined ? html`<span class="quiet">none in a day</span>` : html`${timeAgo(lastError.at, now)}: <span class="prose">${lastError.text}</span>`}</dd>
  </dl>`;
}

function shareOf({ calls, failed }: CallSum): string {
  if (failed === 0) {
    return "0";
  }
  const share = (100 * failed) / Math.max(calls, failed);
  return `${failed.toLocaleString("en")} (${share < 1 ? "under 1" : Math.round(share)} %)`;
}

/** High values are bad: the meter turns at 70 and at 90 of a hundred. */
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
    title: "Answer time",
    labels,
    series: [
      { name: "half of them", values: slots.map(({ medianMs }) => medianMs) },
      { name: "95 %", tone: "warn", values: slots.map(({ slowMs }) => slowMs) },
    ],
    format: duration,
  });
}

function processTable({ vendor, processes }: VendorHealth, now: Date): Markup {
  const title = `Who calls ${vendor}`;
  return html`<section class="card flush table-scroll" tabindex="0" role="region" aria-label="${title}">
    <table class="stacked" aria-label="${title}">
      <thead><tr><th scope="col">Process</th><th scope="col" class="number">Calls</th><th scope="col" class="number">Failed</th><th scope="col" class="number">95 % within</th><th scope="col">Heard of</th></tr></thead>
      <tbody>
        ${processes.map(
          ({ process, total, seenAt }) => html`<tr>
            <td data-name="Process">${process}</td>
            <td data-name="Calls" class="number">${total.calls.toLocaleString("en")}</td>
            <td data-name="Failed" class="number">${total.failed.toLocaleString("en")}</td>
            <td data-name="95 % within" class="number">${total.slowMs === undefined ? "–" : duration(total.slowMs)}</td>
            <td data-name="Heard of">${timeAgo(seenAt, now)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
