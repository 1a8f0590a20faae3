import { html } from "hono/html";
import type { TrendSpan, Trends } from "../../../core/db/queries/trends.ts";
import { barChart } from "../../ui/charts/bar-chart.ts";
import type { Markup } from "../../ui/page.ts";
import { labelsOf } from "./trend-span.ts";

interface TrendProps {
  readonly span: TrendSpan;
  readonly trends: Trends;
}

/** Charts of tenants, requests and runs over time. */
export function trendSection({ span, trends }: TrendProps): Markup {
  const labels = labelsOf(span);
  const { tenants, requests, runs } = trends;
  return html`<section class="stack" aria-labelledby="trends">
    <div class="row apart">
      <h2 id="trends">${span.unit === "hour" ? "Last 24 hours" : "Last 30 days"} <span class="quiet small">UTC</span></h2>
      <nav class="tabs" aria-label="Time range">
        <a href="/console" ${span.unit === "hour" ? html`aria-current="true"` : ""}>By hour</a>
        <a href="/console?by=day" ${span.unit === "day" ? html`aria-current="true"` : ""}>By day</a>
      </nav>
    </div>
    <div class="grid charts">
      <div class="card">
        ${barChart({
          title: "Tenants",
          labels,
          series: [
            { name: "new", tone: "good", values: tenants.created },
            { name: "removed", tone: "warn", values: tenants.removed },
          ],
        })}
      </div>
      <div class="card">
        ${barChart({
          title: "Marketplace requests",
          labels,
          series: [
            { name: "answered", values: requests.answered },
            { name: "refused", tone: "warn", values: requests.refused },
            { name: "failed", tone: "bad", values: requests.failed },
          ],
        })}
      </div>
      <div class="card">
        ${barChart({
          title: "Runs",
          labels,
          series: [
            { name: "converged", values: runs.converged },
            { name: "failed", tone: "bad", values: runs.failed },
          ],
        })}
      </div>
    </div>
  </section>`;
}
