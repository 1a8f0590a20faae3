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
  /** What was wrong with what was typed. */
  readonly error?: string | undefined;
}

/** Asks once more before a tenant is removed, and for its id, so that nobody removes the wrong one. */
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
        html`<p>It is taken down at the vendors, and there is no way back.</p>
          <p>${hostnames.length === 0 ? "It has no hostnames." : `No longer served, and free for others: ${hostnames.join(", ")}.`} License keys stay at apifew.</p>
          ${tenant.source === "direct" ? "" : html`<p>The marketplace is not told: it goes on showing and billing the product until it is deleted there.</p>`}`,
      )}
      ${error === undefined ? "" : notice("bad", html`<p id="confirm-error">${error}</p>`, "alert")}
      <div class="field">
        <label for="confirm">Type the id to confirm: <code>${id}</code></label>
        <input id="confirm" name="confirm" required autocomplete="off" spellcheck="false" ${error === undefined ? "" : html`aria-invalid="true" aria-describedby="confirm-error"`} />
      </div>
      <div class="row">
        <button class="danger">Remove for good</button>
        <a class="button bare" href="${path}">Keep it</a>
      </div>
    </form>`,
  });
}
