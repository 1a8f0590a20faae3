import { html } from "hono/html";
import { badge } from "../../ui/badge.ts";
import { copyable } from "../../ui/copyable.ts";
import { live } from "../../ui/live.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo, timeFor } from "../../ui/time-ago.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage, mayAct } from "../console-page.ts";
import { sourceName } from "../source-names.ts";
import { tenantTitle } from "../tenant-title.ts";
import { conditionsCard } from "./conditions-card.ts";
import { desiredCard } from "./desired-card.ts";
import { hostnamesCard } from "./hostnames-card.ts";
import type { TenantFacts } from "./read-tenant.ts";
import { tenantActions } from "./tenant-actions.ts";
import { stateNames, stateTones, tenantHealth } from "./tenant-health.ts";
import { type Timeline, timelineCard } from "./timeline/timeline.ts";
import { unbilledSection } from "./unbilled-section.ts";

interface TenantPage {
  readonly viewer: Viewer;
  readonly facts: TenantFacts;
  readonly timeline: Timeline;
  /** The slugs of the configured plans. */
  readonly plans: readonly string[];
}

const everySeconds = 5;

/** A tenant's status, desired state, hostnames, unbilled usage, activity and actions. */
export function tenantPage({ viewer, facts, timeline, plans }: TenantPage): Markup {
  const { tenant } = facts;
  return consolePage({
    title: tenantTitle(tenant),
    viewer,
    trail: [{ href: "/console/tenants", text: "Tenants" }],
    aside: mayAct(viewer) ? tenantActions(tenant, plans) : undefined,
    content: live(
      "tenant",
      viewer.address,
      everySeconds,
      html`<div class="stack">
      ${headline(facts, viewer.now)}
      <div class="grid halves">${desiredCard(facts, viewer.now)} ${conditionsCard(tenant, viewer.now)}</div>
      ${hostnamesCard(facts, viewer.now)}
      ${unbilledSection({ usage: facts.unbilled, now: viewer.now })} ${timelineCard(timeline)}
    </div>`,
    ),
  });
}

function headline({ tenant, attempt, movesTo }: TenantFacts, now: Date): Markup {
  const { tone, text, why, since } = tenantHealth(tenant);
  const names = { copy: "Copy id", copied: "Id copied" };
  return html`<div class="row small">
      ${badge(stateTones[tenant.state], stateNames[tenant.state])}
      <span class="quiet">${sourceName(tenant.source)}</span> ${copyable(tenant.id, names)}
    </div>
    ${notice(
      tone,
      html`<p><strong>${text}</strong> <span class="quiet">${timeFor(since, now)}</span></p>
        <p>${why}</p>
        ${
          attempt === undefined
            ? ""
            : html`<p class="small">Failed ${attempt.failures === 1 ? "once" : `${attempt.failures} times in a row`}. Next retry: ${attempt.retryAt > now ? timeAgo(attempt.retryAt, now) : "when a worker is free"}.</p>`
        }
        ${movesTo === undefined ? "" : html`<p class="small">Its resources are moving to <a href="/console/shards/${movesTo}">${movesTo}</a>.</p>`}`,
    )}`;
}
