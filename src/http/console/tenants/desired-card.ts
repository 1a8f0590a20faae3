import { html } from "hono/html";
import { moment } from "../../ui/moment.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { TenantFacts } from "./read-tenant.ts";

/** A tenant's desired state, and which generation is observed. */
export function desiredCard({ tenant, licenses }: TenantFacts, now: Date): Markup {
  const { plan, desired, shard, externalId, generation, observedGeneration, createdAt, changedAt, removedAt } = tenant;
  const { owner, license, members, counters } = desired;
  const counted = Object.entries(counters);
  return html`<section class="card stack" aria-labelledby="desired">
    <h2 id="desired">Desired state</h2>
    <dl class="facts">
      <dt>Plan</dt><dd>${plan}</dd>
      <dt>Owner</dt><dd>${owner === undefined ? html`<span class="quiet">not known yet</span>` : owner.login}</dd>
      <dt>Licenses</dt><dd>${license === undefined ? "as in the plan" : license.quantity}${licenseHints(licenses.map(({ hint }) => hint))}</dd>
      <dt>Members</dt><dd>${members.length === 0 ? html`<span class="quiet">none</span>` : members.map(({ login }) => login).join(", ")}</dd>
      ${counted.length === 0 ? "" : html`<dt>Counters</dt><dd>${counted.map(([name, value]) => `${name}: ${value}`).join(", ")}</dd>`}
      <dt>Generation</dt><dd>${generation} <span class="quiet">(observed: ${observedGeneration})</span></dd>
      <dt>Changed</dt><dd>${timeAgo(changedAt, now)}</dd>
      <dt>Created</dt><dd>${moment(createdAt)}</dd>
      ${removedAt === null ? "" : html`<dt>Removed</dt><dd>${moment(removedAt)}</dd>`}
      <dt>Shard</dt><dd><a href="/console/shards/${shard}">${shard}</a></dd>
      <dt>External id</dt><dd class="mono">${externalId}</dd>
    </dl>
    ${marketplaceFacts(tenant.marketplace)}
  </section>`;
}

/** The last characters of the keys, to distinguish them. */
function licenseHints(hints: readonly string[]): Markup {
  if (hints.length === 0) {
    return html``;
  }
  return html` <span class="quiet">at apifew:</span> ${hints.map((hint) => html`<code>…${hint}</code> `)}`;
}

function marketplaceFacts(facts: Readonly<Record<string, unknown>>): Markup {
  if (Object.keys(facts).length === 0) {
    return html``;
  }
  return html`<details>
    <summary class="quiet small">Marketplace data</summary>
    <pre tabindex="0"><code>${JSON.stringify(facts, null, 2)}</code></pre>
  </details>`;
}
