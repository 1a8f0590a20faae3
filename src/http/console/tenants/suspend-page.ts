import { html } from "hono/html";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { Markup } from "../../ui/page.ts";
import type { Viewer } from "../console-context.ts";
import { tenantFormPage } from "./tenant-form-page.ts";

interface SuspendPage {
  readonly viewer: Viewer;
  readonly tenant: Tenant;
  readonly changes: readonly string[];
  /** The error to show for the reason. */
  readonly error?: string | undefined;
}

/** Lists what a suspension changes and asks for a reason. */
export function suspendPage({ changes, ...page }: SuspendPage): Markup {
  return tenantFormPage({
    ...page,
    action: "suspend",
    warning: html`<ul>${changes.map((change) => html`<li>${change}</li>`)}</ul>`,
    field: { name: "reason", label: "Reason (for the audit log)", attributes: html`maxlength="500"` },
    button: "Suspend",
  });
}
