import { html } from "hono/html";
import type { KnownFinding } from "../../operators-api/drift/find-finding.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";
import { selectField } from "../select-field.ts";
import { findingTitle } from "./finding-title.ts";

interface AdoptPage {
  readonly viewer: Viewer;
  readonly known: KnownFinding;
  readonly hostname: string;
  /** What the form held that was refused. */
  readonly given?: { readonly tenant: string; readonly method: string } | undefined;
  /** Why it was. */
  readonly error?: string | undefined;
}

const methods = [
  { value: "http", name: "HTTP: Cloudflare does it, once the CNAME is set" },
  { value: "txt", name: "TXT: the customer sets a record" },
  { value: "email", name: "Email: the customer answers a mail" },
];

/** Asks which tenant an unmanaged hostname is to be given to. */
export function adoptPage({ viewer, known, hostname, given, error }: AdoptPage): Markup {
  const address = `/console/drift/findings/${known.fingerprint}`;
  const isWrong = error !== undefined;
  return consolePage({
    title: `Give ${hostname} to a tenant`,
    viewer,
    trail: [
      { href: "/console/drift", text: "Drift" },
      { href: address, text: findingTitle(known) },
    ],
    content: html`<div class="stack narrow">
      <p>From then on the tenant is to have <strong>${hostname}</strong>, and its next run takes over what is at Cloudflare. It is served on without a break, unless its certificate is to be validated in another way than at present.</p>
      ${isWrong ? notice("bad", html`<p id="tenant-error">${error}</p>`, "alert") : ""}
      <form method="post" action="${address}/adopt" class="card stack">
        <div class="field">
          <label for="tenant">Tenant</label>
          <input id="tenant" name="tenant" required spellcheck="false" autocomplete="off" value="${given?.tenant ?? ""}"
            aria-describedby="${isWrong ? "tenant-error tenant-hint" : "tenant-hint"}" ${isWrong ? html`aria-invalid="true"` : ""} />
          <p id="tenant-hint" class="quiet small">Its id, its add-on's id, its owner's address or another hostname of it. <a href="/console/tenants">Look for it among the tenants.</a></p>
        </div>
        ${selectField({ name: "method", label: "How its certificate is validated", choices: methods, value: given?.method ?? "http" })}
        <div class="row">
          <button class="primary">Give it to the tenant</button>
          <a class="button bare" href="${address}">Leave it</a>
        </div>
      </form>
    </div>`,
  });
}
