import { html } from "hono/html";
import type { KnownFinding } from "../../operators-api/drift/find-finding.ts";
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
  /** What else differs of the tenant, which is cured with it. */
  readonly others: readonly KnownFinding[];
}

/** Asks whether a tenant is to be brought back, and says what that does. */
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
      <p>A worker looks at what the vendors have of <a href="/console/tenants/${tenantId}">${tenantName}</a>, and makes it as the tenant is to have it. What was changed by hand is overwritten, what was deleted is made anew. No other tenant is touched.</p>
      <section class="card stack tight" aria-labelledby="what">
        <h2 id="what">What is remediated</h2>
        <ul class="stack tight">
          ${[known, ...others].map((one) => html`<li>${findingTitle(one)}</li>`)}
        </ul>
      </section>
      ${known.kind === "missing" ? notice("warn", html`<p>What is made anew has another id at the vendor, and a hostname may have to be validated once more.</p>`) : ""}
      <form method="post" action="${address}/remediate" class="row">
        <button class="primary">Remediate</button>
        <a class="button bare" href="${address}">Leave it</a>
      </form>
    </div>`,
  });
}
