import { html } from "hono/html";
import type { SessionFacts } from "../../../core/sign-in/operator-sessions.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage, mayAct } from "../console-page.ts";
import { browserName } from "./browser-name.ts";

/** The open sessions with their operators and browsers. */
export function sessionsPage(viewer: Viewer, sessions: readonly SessionFacts[]): Markup {
  return consolePage({
    title: "Sessions",
    viewer,
    content: html`<p class="quiet">
        A session ends after one hour of inactivity, after 12 hours at the latest, or when its token ends.
      </p>
      <section class="card flush" aria-label="Open sessions">
        <table class="stacked" aria-label="Open sessions">
          <thead>
            <tr><th scope="col">Operator</th><th scope="col">Browser</th><th scope="col">Signed in</th><th scope="col">Last used</th><th scope="col">Expires</th><th scope="col"><span class="unseen">Action</span></th></tr>
          </thead>
          <tbody>
            ${sessions.map((session) => row(session, viewer))}
          </tbody>
        </table>
      </section>`,
  });
}

function row(session: SessionFacts, viewer: Viewer): Markup {
  const { id, name, scope, agent, createdAt, lastSeenAt, expiresAt } = session;
  const isOwn = id === viewer.sessionId;
  return html`<tr>
    <td data-name="Operator"><strong>${name}</strong> <span class="quiet">${scope}</span></td>
    <td data-name="Browser"><span title="${agent ?? ""}">${browserName(agent)}</span></td>
    <td data-name="Signed in">${timeAgo(createdAt, viewer.now)}</td>
    <td data-name="Last used">${isOwn ? "This session" : timeAgo(lastSeenAt, viewer.now)}</td>
    <td data-name="Expires">${timeAgo(expiresAt, viewer.now)}</td>
    <td>${isOwn || mayAct(viewer) || name === viewer.operator.name ? endForm(session, isOwn) : ""}</td>
  </tr>`;
}

function endForm({ id, name }: SessionFacts, isOwn: boolean): Markup {
  if (isOwn) {
    return html`<form method="post" action="/console/sign-out"><button>Sign out</button></form>`;
  }
  return html`<form method="post" action="/console/sessions/${id}/end">
    <button>End <span class="unseen">the session of ${name}</span></button>
  </form>`;
}
