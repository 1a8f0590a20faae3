import { html } from "hono/html";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { Markup } from "../../ui/page.ts";

/** The actions on a tenant. */
export function tenantActions(tenant: Tenant, plans: readonly string[]): Markup {
  const { id, state, generation, observedGeneration } = tenant;
  const path = `/console/tenants/${id}`;
  return html`<div class="row">
    ${generation > observedGeneration ? button(`${path}/retry`, "Retry now", "primary") : ""}
    ${state === "active" ? html`<a class="button" href="${path}/suspend">Suspend…</a>` : ""}
    ${state === "suspended" ? button(`${path}/resume`, "Resume") : ""}
    ${state === "removed" ? "" : planMenu(tenant, plans)}
    ${state === "removed" ? "" : html`<a class="button danger" href="${path}/remove">Remove…</a>`}
  </div>`;
}

function button(action: string, text: string, kind = ""): Markup {
  return html`<form method="post" action="${action}"><button class="${kind}">${text}</button></form>`;
}

function planMenu({ id, plan }: Tenant, plans: readonly string[]): Markup {
  const others = plans.filter((slug) => slug !== plan);
  if (others.length === 0) {
    return html``;
  }
  return html`<details class="menu">
    <summary class="button">Change plan…</summary>
    <form method="post" action="/console/tenants/${id}/plan" class="card stack">
      <div class="field">
        <label for="plan">New plan (current: ${plan})</label>
        <select id="plan" name="plan" required>
          ${others.map((slug) => html`<option value="${slug}">${slug}</option>`)}
        </select>
      </div>
      <p class="quiet small">The marketplace is not notified: it keeps billing the plan that was ordered there.</p>
      <button class="primary">Change plan</button>
    </form>
  </details>`;
}
