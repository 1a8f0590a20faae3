import { html } from "hono/html";
import type { Tenant } from "../ledger/tenant.ts";
import { type Markup, page } from "../ui/page.ts";

interface Overview {
  readonly tenant: Tenant;
  /** What the plan is called. */
  readonly planTitle: string;
  readonly email: string | null;
}

/** What a customer sees first: the plan, the hostnames, and how far everything is. */
export function overview({ tenant, planTitle, email }: Overview): Markup {
  return page({
    title: "Your add-on",
    body: html`<main class="shell stack"><h1>Your add-on</h1>
      <p>Plan: ${planTitle}. ${tenant.state === "suspended" ? "It is suspended." : ""}</p>
      <h2>Hostnames</h2>
      ${hostnameList(tenant)}
      <h2>State</h2>
      ${conditionTable(tenant)}
      <form method="post" action="/panel/log-out">
        <p>${email === null ? "" : html`You are signed in as ${email}. `}<button>Sign out</button></p>
      </form></main>`,
  });
}

function hostnameList({ desired }: Tenant): Markup {
  if (desired.hostnames.length === 0) return html`<p class="quiet">There are none yet.</p>`;
  return html`<ul>${desired.hostnames.map(({ hostname }) => html`<li>${hostname}</li>`)}</ul>`;
}

function conditionTable({ conditions }: Tenant): Markup {
  return html`<table>
    ${conditions.map(
      ({ type, status, message }) => html`<tr>
        <td>${type}</td>
        <td>${status}</td>
        <td>${message}</td>
      </tr>`,
    )}
  </table>`;
}
