import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Finding } from "../../model/drift-report.ts";
import type { RunStep } from "../../model/run-record.ts";
import type { Tables } from "../tables.ts";
import { parseTimelineCursor, type TimelinePlace, toTimelineCursor } from "./timeline-cursor.ts";

/** The sources of a tenant's timeline. */
export const timelineKinds = ["change", "request", "run", "drift", "usage"] as const;
export type TimelineKind = (typeof timelineKinds)[number];

interface Event<Kind extends TimelineKind, Facts> {
  readonly kind: Kind;
  /** Unique among the events of its kind. */
  readonly key: string;
  readonly at: Date;
  readonly facts: Facts;
}

/** An event in a tenant's timeline. */
export type TimelineEvent =
  | Event<
      "change",
      { readonly actor: string; readonly action: string; readonly detail: Readonly<Record<string, unknown>> }
    >
  | Event<
      "request",
      {
        readonly method: string;
        readonly path: string;
        readonly status: number;
        readonly marketplace: string | null;
        readonly replayOf: string | null;
      }
    >
  | Event<
      "run",
      {
        readonly shard: string;
        readonly outcome: string;
        readonly durationMs: number;
        readonly worker: string;
        readonly tenants: number;
        /** The recorded changes to the tenant's resources. */
        readonly steps: readonly Pick<RunStep, "tenantId" | "type" | "name" | "operation" | "isFailed">[];
      }
    >
  | Event<"drift", Pick<Finding, "severity" | "message" | "fingerprint"> & { readonly isOver: boolean }>
  | Event<"usage", { readonly period: string; readonly cost: string; readonly source: string }>;

interface TimelinePage {
  /** Newest first. */
  readonly events: readonly TimelineEvent[];
  /** The cursor of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

interface TimelineRequest {
  readonly tenantId: string;
  /** Only events of this kind. */
  readonly kind?: TimelineKind | undefined;
  readonly limit: number;
  /** `next` of the previous page; an invalid cursor is ignored. */
  readonly cursor?: string | undefined;
}

/** A page of a tenant's events from all sources, in one order. */
export async function readTimeline(db: Kysely<Tables>, request: TimelineRequest): Promise<TimelinePage> {
  const { tenantId, kind, limit, cursor } = request;
  const before = cursor === undefined ? undefined : parseTimelineCursor(cursor);
  const sources = sourcesOf(tenantId).filter((source) => kind === undefined || source.kind === kind);
  const branches = sources.map((source) => branchOf(source, before, limit + 1));
  const { rows } = await sql<TimelineEvent>`
    select * from (${sql.join(branches, sql` union all `)}) as events
    order by at desc, kind desc, key desc limit ${limit + 1}`.execute(db);
  const events = rows.slice(0, limit);
  const last = events.at(-1);
  return { events, next: rows.length > limit && last !== undefined ? toTimelineCursor(last) : undefined };
}

interface Source {
  readonly kind: TimelineKind;
  readonly key: RawBuilder<unknown>;
  readonly at: RawBuilder<unknown>;
  readonly facts: RawBuilder<unknown>;
  /** The table, and the condition for its rows. */
  readonly from: RawBuilder<unknown>;
}

function sourcesOf(tenantId: string): Source[] {
  const finding = sql`drift_findings where position('::' || ${tenantId} in coalesce(finding ->> 'urn', '')) > 0`;
  const findingFacts = (
    isOver: boolean,
  ) => sql`jsonb_build_object('severity', severity, 'message', finding ->> 'message',
    'fingerprint', fingerprint, 'isOver', ${sql.lit(isOver)})`;
  return [
    {
      kind: "change",
      key: sql`seq::text`,
      at: sql`at`,
      facts: sql`jsonb_build_object('actor', actor, 'action', action, 'detail', detail)`,
      from: sql`audit where tenant_id = ${tenantId}`,
    },
    {
      kind: "request",
      key: sql`id`,
      at: sql`at`,
      facts: sql`jsonb_build_object('method', method, 'path', path, 'status', status, 'marketplace', marketplace, 'replayOf', replay_of)`,
      from: sql`requests where tenant_id = ${tenantId}`,
    },
    {
      kind: "run",
      key: sql`id::text`,
      at: sql`started_at`,
      facts: sql`jsonb_build_object('shard', shard, 'outcome', outcome, 'durationMs', duration_ms, 'worker', worker, 'tenants', jsonb_array_length(tenants),
        'steps', ${stepsOf(tenantId)})`,
      from: sql`runs where tenants @> jsonb_build_array(${tenantId}::text)`,
    },
    {
      kind: "drift",
      key: sql`fingerprint || ' open'`,
      at: sql`first_seen_at`,
      facts: findingFacts(false),
      from: finding,
    },
    {
      kind: "drift",
      key: sql`fingerprint || ' over'`,
      at: sql`closed_at`,
      facts: findingFacts(true),
      from: sql`${finding} and closed_at is not null`,
    },
    {
      kind: "usage",
      key: sql`id::text`,
      at: sql`reported_at`,
      facts: sql`jsonb_build_object('period', period, 'cost', cost::text, 'source', source)`,
      from: sql`usage where tenant_id = ${tenantId}`,
    },
  ];
}

/** The run's steps on the tenant's resources, without the changed properties. */
function stepsOf(tenantId: string): RawBuilder<unknown> {
  return sql`coalesce((
    select jsonb_agg(step - 'properties') from run_details, jsonb_array_elements(run_details.steps) as step
    where run_details.run_id = runs.id and step ->> 'tenantId' = ${tenantId}), '[]'::jsonb)`;
}

function branchOf({ kind, key, at, facts, from }: Source, before: TimelinePlace | undefined, limit: number) {
  const named = sql.lit(kind);
  const isBefore =
    before === undefined
      ? sql``
      : sql`and (${at}, ${named}::text, ${key}) < (${before.at}, ${before.kind}::text, ${before.key}::text)`;
  return sql`(
    select ${named}::text as kind, ${key} as key, ${at} as at, ${facts} as facts from ${from} ${isBefore}
    order by ${at} desc, ${key} desc limit ${limit})`;
}
