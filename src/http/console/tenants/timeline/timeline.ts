import { html } from "hono/html";
import { type TimelineEvent, type TimelineKind, timelineKinds } from "../../../../core/db/queries/tenant-timeline.ts";
import { moment } from "../../../ui/moment.ts";
import type { Markup } from "../../../ui/page.ts";
import { timeAgo } from "../../../ui/time-ago.ts";
import { addressOf, pager } from "../../pager.ts";
import { eventWords, kindNames } from "./event-words.ts";

export interface Timeline {
  /** The tenant's page. */
  readonly path: string;
  readonly kind: TimelineKind | undefined;
  readonly cursor: string | undefined;
  readonly events: readonly TimelineEvent[];
  readonly next: string | undefined;
  readonly now: Date;
}

/** A tenant's events, newest first. */
export function timelineCard({ path, kind, cursor, events, next, now }: Timeline): Markup {
  const pages = { path, query: { show: kind, cursor }, next, nextParam: "cursor" };
  return html`<section class="card stack" aria-labelledby="timeline">
    <div class="row apart">
      <h2 id="timeline">Activity</h2>
      <nav class="tabs" aria-label="Kinds of events">
        ${tab(path, undefined, kind)} ${timelineKinds.map((each) => tab(path, each, kind))}
      </nav>
    </div>
    ${
      events.length === 0
        ? html`<p class="empty">No activity of this kind.</p>`
        : html`<ol class="timeline">${events.map((event) => item(event, now))}</ol>`
    }
    ${pager({ ...pages, nextText: "Older", firstText: "Newest" })}
  </section>`;
}

function tab(path: string, kind: TimelineKind | undefined, current: TimelineKind | undefined): Markup {
  const name = kind === undefined ? "All" : kindNames[kind];
  return html`<a href="${addressOf(path, { show: kind })}" ${kind === current ? html`aria-current="true"` : ""}>${name}</a>`;
}

function item(event: TimelineEvent, now: Date): Markup {
  const { tone, title, detail, href } = eventWords(event);
  return html`<li data-tone="${tone}">
    <div class="row apart">
      <p>${href === undefined ? title : html`<a class="plain" href="${href}">${title}</a>`}</p>
      <p class="quiet small">${timeAgo(event.at, now)}</p>
    </div>
    <p class="quiet small clamped">${moment(event.at)}${detail === "" ? "" : ` · ${detail}`}</p>
  </li>`;
}
