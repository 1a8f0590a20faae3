import { html } from "hono/html";
import type { Tenant } from "../../../core/model/tenant.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";
import { tenantTitle } from "../tenant-title.ts";

interface SuspendPage {
  readonly viewer: Viewer;
  readonly tenant: Tenant;
  readonly changes: readonly string[];
  /** The error to show for the reason. */
  readonly error?: string | undefined;
}

/** Lists what a suspension changes and asks for a reason. */
export function suspendPage({ viewer, tenant, changes, error }: SuspendPage): Markup {
  const path = `/console/tenants/${tenant.id}`;
  return consolePage({
    title: `Suspend ${tenantTitle(tenant)}`,
    viewer,
    trail: [
      { href: "/console/tenants", text: "Tenants" },
      { href: path, text: tenantTitle(tenant) },
    ],
    content: html`<form method="post" action="${path}/suspend" class="card stack narrow">
      ${notice("warn", html`<ul>${changes.map((change) => html`<li>${change}</li>`)}</ul>`)}
      ${error === undefined ? "" : notice("bad", html`<p id="reason-error">${error}</p>`, "alert")}
      <div class="field">
        <label for="reason">Reason (for the audit log)</label>
        <input id="reason" name="reason" required maxlength="500" autocomplete="off" ${error === undefined ? "" : html`aria-invalid="true" aria-describedby="reason-error"`} />
      </div>
      <div class="row">
        <button class="danger">Suspend</button>
        <a class="button bare" href="${path}">Cancel</a>
      </div>
    </form>`,
  });
}
