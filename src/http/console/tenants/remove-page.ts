import { html } from "hono/html";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { Markup } from "../../ui/page.ts";
import type { Viewer } from "../console-context.ts";
import { tenantFormPage } from "./tenant-form-page.ts";

interface RemovePage {
  readonly viewer: Viewer;
  readonly tenant: Tenant;
  /** The error to show for the typed id. */
  readonly error?: string | undefined;
}

/** Asks for confirmation of a removal by typing the tenant's id, to prevent removing the wrong one. */
export function removePage(page: RemovePage): Markup {
  const { id, source, desired } = page.tenant;
  const hostnames = desired.hostnames.map(({ hostname }) => hostname);
  return tenantFormPage({
    ...page,
    action: "remove",
    warning: html`<p>This deletes the tenant's resources at the vendors and cannot be undone.</p>
      <p>${hostnames.length === 0 ? "The tenant has no hostnames." : `These hostnames are no longer served and become available to others: ${hostnames.join(", ")}.`} License keys stay at apifew.</p>
      ${source === "direct" ? "" : html`<p>The marketplace is not notified: it keeps showing and billing the product until it is deleted there.</p>`}`,
    field: {
      name: "confirm",
      label: html`Type the id to confirm: <code>${id}</code>`,
      attributes: html`spellcheck="false"`,
    },
    button: "Remove permanently",
  });
}
