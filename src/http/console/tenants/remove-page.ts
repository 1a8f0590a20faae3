import { html } from "hono/html";
import type { Tenant } from "../../../core/model/tenant.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";
import { tenantTitle } from "../tenant-title.ts";

interface RemovePage {
  readonly viewer: Viewer;
  readonly tenant: Tenant;
  /** The error to show for the typed id. */
  readonly error?: string | undefined;
}

/** Asks for confirmation of a removal by typing the tenant's id, to prevent removing the wrong one. */
export function removePage({ viewer, tenant, error }: RemovePage): Markup {
  const { id, desired } = tenant;
  const path = `/console/tenants/${id}`;
  const hostnames = desired.hostnames.map(({ hostname }) => hostname);
  return consolePage({
    title: `Remove ${tenantTitle(tenant)}`,
    viewer,
    trail: [
      { href: "/console/tenants", text: "Tenants" },
      { href: path, text: tenantTitle(tenant) },
    ],
    content: html`<form method="post" action="${path}/remove" class="card stack narrow">
      ${notice(
        "warn",
        html`<p>This deletes the tenant's resources at the vendors and cannot be undone.</p>
          <p>${hostnames.length === 0 ? "The tenant has no hostnames." : `These hostnames are no longer served and become available to others: ${hostnames.join(", ")}.`} License keys stay at apifew.</p>
          ${tenant.source === "direct" ? "" : html`<p>The marketplace is not notified: it keeps showing and billing the product until it is deleted there.</p>`}`,
      )}
      ${error === undefined ? "" : notice("bad", html`<p id="confirm-error">${error}</p>`, "alert")}
      <div class="field">
        <label for="confirm">Type the id to confirm: <code>${id}</code></label>
        <input id="confirm" name="confirm" required autocomplete="off" spellcheck="false" ${error === undefined ? "" : html`aria-invalid="true" aria-describedby="confirm-error"`} />
      </div>
      <div class="row">
        <button class="danger">Remove permanently</button>
        <a class="button bare" href="${path}">Cancel</a>
      </div>
    </form>`,
  });
}
