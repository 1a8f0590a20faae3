import { html } from "hono/html";
import type { Tenant } from "../../../core/model/tenant.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";
import { tenantTitle } from "../tenant-title.ts";

interface TenantFormPage {
  readonly viewer: Viewer;
  readonly tenant: Tenant;
  /** The last segment of the form's path. */
  readonly action: "suspend" | "remove";
  /** What the action changes. */
  readonly warning: Markup;
  /** `attributes` are those of the input. */
  readonly field: { readonly name: string; readonly label: string | Markup; readonly attributes: Markup };
  readonly button: string;
  /** The error to show for the field. */
  readonly error?: string | undefined;
}

/** A form with one required field that confirms an action on a tenant. */
export function tenantFormPage({ viewer, tenant, action, warning, field, button, error }: TenantFormPage): Markup {
  const path = `/console/tenants/${tenant.id}`;
  const { name, label, attributes } = field;
  return consolePage({
    title: `${action === "suspend" ? "Suspend" : "Remove"} ${tenantTitle(tenant)}`,
    viewer,
    trail: [
      { href: "/console/tenants", text: "Tenants" },
      { href: path, text: tenantTitle(tenant) },
    ],
    content: html`<form method="post" action="${path}/${action}" class="card stack narrow">
      ${notice("warn", warning)}
      ${error === undefined ? "" : notice("bad", html`<p id="${name}-error">${error}</p>`, "alert")}
      <div class="field">
        <label for="${name}">${label}</label>
        <input id="${name}" name="${name}" required autocomplete="off" ${attributes} ${error === undefined ? "" : html`aria-invalid="true" aria-describedby="${name}-error"`} />
      </div>
      <div class="row">
        <button class="danger">${button}</button>
        <a class="button bare" href="${path}">Cancel</a>
      </div>
    </form>`,
  });
}
