import type { TimelineEvent, TimelineKind } from "../../../../core/db/queries/tenant-timeline.ts";
import type { Tone } from "../../../ui/tone.ts";
import { actionInWords, actorInWords } from "../../audit/action-words.ts";
import { detailInWords } from "../../audit/detail-words.ts";
import { operationNames, shortName } from "../../runs/run-words.ts";

/** The texts of an event in the timeline. */
export interface EventWords {
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
  /** The page with details. */
  readonly href: string | undefined;
}

/** The names of the kinds of events. */
export const kindNames: Readonly<Record<TimelineKind, string>> = {
  change: "Changes",
  request: "Requests",
  run: "Runs",
  drift: "Drift",
  usage: "Usage",
};

/** Describes an event. */
export function eventWords(event: TimelineEvent): EventWords {
  switch (event.kind) {
    case "change": {
      const { actor, action, detail } = event.facts;
      const title = `${actionInWords(action)} by ${actorInWords(actor)}`;
      return {
        tone: "good",
        title,
        detail: detailInWords(detail),
        href: `/console/audit?before=${Number(event.key) + 1}`,
      };
    }
    case "request": {
      const { method, path, status, replayOf } = event.facts;
      const title = `${method} ${path} answered with ${status}${replayOf === null ? "" : ", replayed by an operator"}`;
      return { tone: toneOf(status), title, detail: "", href: `/console/requests/${event.key}` };
    }
    case "run": {
      const { shard, outcome, durationMs, tenants, steps } = event.facts;
      const others = tenants === 1 ? "" : `, with ${tenants - 1} other ${tenants === 2 ? "tenant" : "tenants"}`;
      const title = `Run on ${shard} ${outcome}`;
      const detail = `Took ${(durationMs / 1_000).toFixed(1)} s${others}.${stepsInWords(steps)}`;
      return { tone: outcome === "converged" ? "good" : "bad", title, detail, href: `/console/runs/${event.key}` };
    }
    case "drift": {
      const { message, fingerprint, isOver } = event.facts;
      const title = isOver ? "Drift resolved" : "Drift found";
      return { tone: isOver ? "good" : "warn", title, detail: message, href: `/console/drift/${fingerprint}` };
    }
    case "usage": {
      const { period, cost, source } = event.facts;
      return {
        tone: "quiet",
        title: `Usage of ${cost} for ${period}`,
        detail: `Reported by ${source}.`,
        href: undefined,
      };
    }
  }
}

const stepsMax = 4;

/** The changes at the vendors, as a sentence. */
function stepsInWords(steps: Extract<TimelineEvent, { kind: "run" }>["facts"]["steps"]): string {
  if (steps.length === 0) {
    return "";
  }
  const changes = steps.slice(0, stepsMax).map((step) => {
    const operation = operationNames[step.operation].toLowerCase();
    return `${step.isFailed ? "not " : ""}${operation} ${step.type} ${shortName(step)}`;
  });
  const more = steps.length > stepsMax ? ` and ${steps.length - stepsMax} more` : "";
  return ` At the vendors: ${changes.join(", ")}${more}.`;
}

function toneOf(status: number): Tone {
  if (status >= 500) {
    return "bad";
  }
  return status >= 400 ? "warn" : "good";
}
