import { html } from "hono/html";
import { announcements } from "../ui/announcements.ts";
import { brand } from "../ui/brand.ts";
import { notice } from "../ui/notice.ts";
import { type Markup, page } from "../ui/page.ts";
import type { Viewer } from "./console-context.ts";

interface ConsolePage {
  readonly title: string;
  readonly viewer: Viewer;
  /** The content below the heading. */
  readonly content: Markup;
  /** The breadcrumbs above the heading. */
  readonly trail?: readonly Link[] | undefined;
  /** Content next to the heading, such as actions. */
  readonly aside?: Markup | undefined;
}

interface Link {
  readonly href: string;
  readonly text: string;
}

const sections: readonly Link[] = [
  { href: "/console", text: "Overview" },
  { href: "/console/tenants", text: "Tenants" },
  { href: "/console/shards", text: "Shards" },
  { href: "/console/runs", text: "Runs" },
  { href: "/console/drift", text: "Drift" },
  { href: "/console/vendors", text: "Vendors" },
  { href: "/console/requests", text: "Requests" },
  { href: "/console/audit", text: "Audit" },
];

/** A page of the operators' console: navigation, operator, result of the last action, and content. */
export function consolePage({ title, viewer, content, trail = [], aside }: ConsolePage): Markup {
  return page({
    title: `${title} · marketplane`,
    body: html`<a class="skip" href="#main">Skip to content</a>
      <div class="sidebar-page">
        ${sidebar(viewer)}
        <main id="main" tabindex="-1" class="stack">
          ${trail.length === 0 ? "" : trailOf(trail)}
          <div class="row apart"><h1>${title}</h1>${aside ?? ""}</div>
          ${viewer.flash === undefined ? "" : notice(viewer.flash.tone, viewer.flash.text, viewer.flash.tone === "bad" ? "alert" : "status")}
          ${content}
        </main>
      </div>
      ${announcements}`,
  });
}

/** Whether the operator's token allows changes. */
export function mayAct({ operator }: Viewer): boolean {
  return operator.scope === "write";
}

function sidebar({ operator, address }: Viewer): Markup {
  const { pathname } = new URL(address, "http://console");
  return html`<header class="sidebar">
    <a class="brand" href="/console">${brand}</a>
    <nav aria-label="Console">
      <ul>
        ${sections.map((link) => html`<li>${sectionLink(link, pathname)}</li>`)}
      </ul>
    </nav>
    <div class="signed-in stack tight small">
      <p><span class="quiet">Signed in as</span> <strong>${operator.name}</strong>${operator.scope === "write" ? "" : html` <span class="quiet">(read only)</span>`}</p>
      <div class="row">
        <a href="/console/sessions">Sessions</a>
        <form method="post" action="/console/sign-out"><button class="bare">Sign out</button></form>
      </div>
    </div>
  </header>`;
}

function sectionLink({ href, text }: Link, pathname: string): Markup {
  if (pathname === href) {
    return html`<a href="${href}" aria-current="page">${text}</a>`;
  }
  const isWithin = href !== "/console" && pathname.startsWith(`${href}/`);
  return isWithin ? html`<a href="${href}" aria-current="true">${text}</a>` : html`<a href="${href}">${text}</a>`;
}

function trailOf(trail: readonly Link[]): Markup {
  const links = trail.map(
    ({ href, text }, index) =>
      html`${index === 0 ? "" : html` <span aria-hidden="true">/</span> `}<a href="${href}">${text}</a>`,
  );
  return html`<nav class="trail small" aria-label="Breadcrumb">${links}</nav>`;
}
