import { type Kysely, sql } from "kysely";

const tables = sql`
  create table run_details (
    run_id bigint primary key references runs on delete cascade deferrable,
    steps jsonb not null,
    omitted jsonb not null,
    remarks jsonb not null
  );
  create index on runs using gin (tenants jsonb_path_ops);

  alter table drift_runs add column asked_by text;

  create table drift_tasks (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('search', 'cure')),
    fingerprint text,
    tenant_id text,
    asked_by text not null,
    asked_at timestamptz(3) not null,
    worker text,
    started_at timestamptz(3),
    held_until timestamptz(3),
    ended_at timestamptz(3),
    outcome text check (outcome in ('done', 'cured', 'left', 'failed')),
    reason text
  );
  create index on drift_tasks (fingerprint, id);
  create unique index drift_tasks_unfinished on drift_tasks (kind, coalesce(tenant_id, '')) where ended_at is null;

  create table vendor_calls (
    vendor text not null,
    process text not null,
    minute timestamptz(3) not null,
    calls integer not null,
    failed integer not null,
    rate_limited integer not null,
    retried integer not null,
    total_ms double precision not null,
    durations integer[] not null,
    primary key (minute, vendor, process)
  );

  create table vendor_states (
    vendor text not null,
    process text not null,
    seen_at timestamptz(3) not null,
    held_until timestamptz(3),
    last_error text,
    last_error_at timestamptz(3),
    budget_calls integer,
    budget_ms integer,
    primary key (vendor, process)
  );
`;

/** What the operators' console shows of runs, drift and vendors; see ../tables.ts. */
export const operatorsConsole = {
  async up(db: Kysely<unknown>): Promise<void> {
    await tables.execute(db);
  },
};
