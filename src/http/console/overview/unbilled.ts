import { html } from "hono/html";
import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import {
  listUnbilled,
  needsPerson,
  sumUnbilled,
  type UnbilledSum,
  type UnbilledUsage,
  unbilledStates,
} from "../../../fleet/metering/list-unbilled.ts";
import type { Markup } from "../../ui/page.ts";
import { unbilledNames, unbilledSection } from "../tenants/unbilled-section.ts";

export interface Unbilled {
  readonly sums: readonly UnbilledSum[];
  /** Some of the usage that needs an operator, oldest month first. */
  readonly stuck: readonly UnbilledUsage[];
}

const stuckMax = 5;

export async function readUnbilled(db: Kysely<Tables>, sources: readonly string[]): Promise<Unbilled> {
  const states = unbilledStates.filter(needsPerson);
  const [sums, stuck] = await Promise.all([
    sumUnbilled(db, sources),
    listUnbilled(db, { sources, states, limit: stuckMax }),
  ]);
  return { sums, stuck };
}

/** Unbilled usage: a summary line, and a table of what needs an operator; empty if there is none. */
export function unbilledCard({ sums, stuck }: Unbilled, now: Date): Markup {
  if (sums.length === 0) {
    return html``;
  }
  const parts = unbilledStates.flatMap((state) => sums.filter((sum) => sum.state === state).map(inWords));
  return unbilledSection({ usage: stuck, now, hasTenants: true, summary: parts.join(", ") });
}

function inWords({ state, cost, tenants }: UnbilledSum): string {
  return `${unbilledNames[state]}: ${cost} of ${tenants.toLocaleString("en")} ${tenants === 1 ? "tenant" : "tenants"}`;
}
