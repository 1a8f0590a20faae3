import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Tables } from "../../db/tables.ts";
import type { TrendSpan } from "./trend-span.ts";

/** What happened in each hour or day of a span, in its order. */
export interface Trends {
  readonly tenants: Counts<"created" | "removed">;
  readonly requests: Counts<"answered" | "refused" | "failed">;
  readonly runs: Counts<"converged" | "failed">;
}

type Counts<Name extends string> = Readonly<Record<Name, readonly number[]>>;

interface Row {
  readonly start: Date;
  readonly name: string;
  readonly count: number;
}

/** Counts what came and went, the marketplaces' requests, and the engine's runs. */
export async function readTrends(db: Kysely<Tables>, span: TrendSpan): Promise<Trends> {
  const since = span.starts[0] ?? new Date(0);
  const [created, removed, requests, runs] = await Promise.all([
    count(db, span, sql`tenants where created_at >= ${since}`, sql`created_at`, sql`'created'`),
    count(db, span, sql`tenants where removed_at >= ${since}`, sql`removed_at`, sql`'removed'`),
    count(
      db,
      span,
      sql`requests where at >= ${since} and marketplace is not null`,
      sql`at`,
      sql`case when status >= 500 then 'failed' when status >= 400 then 'refused' else 'answered' end`,
    ),
    count(db, span, sql`runs where started_at >= ${since}`, sql`started_at`, sql`outcome`),
  ]);
  return {
    tenants: { created: inOrder(created, "created", span), removed: inOrder(removed, "removed", span) },
    requests: {
      answered: inOrder(requests, "answered", span),
      refused: inOrder(requests, "refused", span),
      failed: inOrder(requests, "failed", span),
    },
    runs: { converged: inOrder(runs, "converged", span), failed: inOrder(runs, "failed", span) },
  };
}

async function count(
  db: Kysely<Tables>,
  { unit }: TrendSpan,
  from: RawBuilder<unknown>,
  at: RawBuilder<unknown>,
  name: RawBuilder<unknown>,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select date_trunc(${sql.lit(unit)}, ${at}, 'UTC') as start, ${name} as name, count(*) as count
    from ${from} group by 1, 2`.execute(db);
  return rows;
}

function inOrder(rows: readonly Row[], name: string, { starts }: TrendSpan): number[] {
  const byTime = new Map(rows.filter((row) => row.name === name).map(({ start, count }) => [start.getTime(), count]));
  return starts.map((start) => byTime.get(start.getTime()) ?? 0);
}
