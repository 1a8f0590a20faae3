import { html } from "hono/html";
import type { Condition } from "../../../core/model/condition.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { badge } from "../../ui/badge.ts";
import type { Markup } from "../../ui/page.ts";
import { timeFor } from "../../ui/time-ago.ts";
import { conditionNames, conditionTone, reasonInWords } from "./tenant-health.ts";

/** A tenant's conditions, and since when each has had its status. */
export function conditionsCard({ conditions, generation }: Tenant, now: Date): Markup {
  return html`<section class="card stack" aria-labelledby="conditions">
    <h2 id="conditions">Status</h2>
    ${conditions.length === 0 ? html`<p class="quiet">Not checked yet.</p>` : ""}
    <ul class="plain stack">
      ${conditions.map((condition) => item(condition, generation, now))}
    </ul>
  </section>`;
}

function item(
  { type, status, reason, message, lastTransitionAt, observedGeneration }: Condition,
  generation: number,
  now: Date,
): Markup {
  const isOld = observedGeneration < generation && status !== "unknown";
  return html`<li class="stack tight">
    <div class="row apart">
      <strong>${conditionNames[type]}</strong> ${badge(conditionTone({ status, reason }), reasonInWords(reason))}
    </div>
    <p class="small">${message} <span class="quiet">${timeFor(new Date(lastTransitionAt), now)}${isOld ? `, of generation ${observedGeneration}` : ""}</span></p>
  </li>`;
}
