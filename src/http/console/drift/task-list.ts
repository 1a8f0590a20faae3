import { html } from "hono/html";
import type { DriftTask } from "../../../fleet/drift/tasks/drift-tasks.ts";
import { badge } from "../../ui/badge.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import { taskWords } from "./drift-words.ts";

/** The requested tasks of a finding and their outcomes, newest first. */
export function taskList(tasks: readonly DriftTask[], now: Date): Markup {
  return html`<section class="stack" aria-labelledby="remediations">
    <h2 id="remediations">Remediations</h2>
    <ol class="timeline">
      ${tasks.map((task) => item(task, now))}
    </ol>
  </section>`;
}

function item(task: DriftTask, now: Date): Markup {
  const { requestedBy, requestedAt, worker, endedAt, reason } = task;
  const { tone, text } = taskWords(task);
  return html`<li data-tone="${tone}" class="stack tight">
    <div class="row">${badge(tone, text)} <span class="quiet">${timeAgo(endedAt ?? requestedAt, now)}</span></div>
    <p>Requested by ${requestedBy.replace(/^operator:/, "")}${worker === null ? "" : html`, carried out by <span class="mono">${worker}</span>`}.</p>
    ${reason === null ? "" : html`<p class="prose">${reason}</p>`}
  </li>`;
}
