import { html } from "hono/html";
import type { KnownFinding } from "../../../fleet/drift/scheduled/drift-findings.ts";
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
  /** The form's values, if they were refused. */
  readonly given?: { readonly tenant: string; readonly method: string } | undefined;
  /** Why they were refused. */
  readonly error?: string | undefined;
}

const methods = [
  { value: "http", name: "HTTP: automatic, once the CNAME record is set" },
  { value: "txt", name: "TXT: the customer adds a record" },
  { value: "email", name: "Email: the customer confirms by email" },
];

/** Asks for the tenant that an unmanaged hostname is assigned to. */
export function adoptPage({ viewer, known, hostname, given, error }: AdoptPage): Markup {
  const address = `/console/drift/findings/${known.fingerprint}`;
  const isWrong = error !== undefined;
  return consolePage({
    title: `Assign ${hostname} to a tenant`,
    viewer,
    trail: [
      { href: "/console/drift", text: "Drift" },
      { href: address, text: findingTitle(known) },
    ],
    content: html`<div class="stack narrow">
      <p><strong>${hostname}</strong> becomes one of the tenant's hostnames, and the tenant's next run takes over the object at Cloudflare. Traffic is not interrupted, unless you choose another validation method than the current one.</p>
      ${isWrong ? notice("bad", html`<p id="tenant-error">${error}</p>`, "alert") : ""}
      <form method="post" action="${address}/adopt" class="card stack">
        <div class="field">
          <label for="tenant">Tenant</label>
          <input id="tenant" name="tenant" required spellcheck="false" autocomplete="off" value="${given?.tenant ?? ""}"
            aria-describedby="${isWrong ? "tenant-error tenant-hint" : "tenant-hint"}" ${isWrong ? html`aria-invalid="true"` : ""} />
          <p id="tenant-hint" class="quiet small">Its id, its add-on's id, its owner's address or one of its hostnames. <a href="/console/tenants">Search the tenants.</a></p>
        </div>
        ${selectField({ name: "method", label: "Certificate validation", choices: methods, value: given?.method ?? "http" })}
        <div class="row">
          <button class="primary">Assign</button>
          <a class="button bare" href="${address}">Cancel</a>
        </div>
      </form>
    </div>`,
  });
}
