import { html } from "hono/html";
import type { KnownFinding } from "../../../fleet/drift/scheduled/drift-findings.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";
import { findingTitle } from "./finding-title.ts";

interface RemediatePage {
  readonly viewer: Viewer;
  readonly known: KnownFinding;
  readonly tenantId: string;
  readonly tenantName: string;
  /** The tenant's other findings, which are remediated with it. */
  readonly others: readonly KnownFinding[];
}

/** Asks for confirmation of a remediation, and explains what it changes. */
export function remediatePage({ viewer, known, tenantId, tenantName, others }: RemediatePage): Markup {
  const address = `/console/drift/findings/${known.fingerprint}`;
  return consolePage({
    title: "Remediate this drift?",
    viewer,
    trail: [
      { href: "/console/drift", text: "Drift" },
      { href: address, text: findingTitle(known) },
    ],
    content: html`<div class="stack narrow">
      <p>A worker refreshes the resources of <a href="/console/tenants/${tenantId}">${tenantName}</a> and updates them to the desired state. Changes made by hand are overwritten, and deleted objects are created again. No other tenant is affected.</p>
      <section class="card stack tight" aria-labelledby="what">
        <h2 id="what">What is remediated</h2>
        <ul class="stack tight">
          ${[known, ...others].map((one) => html`<li>${findingTitle(one)}</li>`)}
        </ul>
      </section>
      ${known.kind === "missing" ? notice("warn", html`<p>An object that is created again gets a new id at the vendor. A hostname may have to be validated again.</p>`) : ""}
      <form method="post" action="${address}/remediate" class="row">
        <button class="primary">Remediate</button>
        <a class="button bare" href="${address}">Cancel</a>
      </form>
    </div>`,
  });
}
