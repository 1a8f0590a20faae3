import { type Kysely, sql } from "kysely";

const tables = sql`
  create table drift_runs (
    id bigint generated always as identity primary key,
    worker text not null,
    started_at timestamptz(3) not null,
    ended_at timestamptz(3),
    result text check (result in ('clean', 'drift', 'error')),
    summary jsonb,
    errors jsonb
  );
  create index on drift_runs (started_at);

  create table drift_findings (
    fingerprint text primary key,
    kind text not null,
    severity text not null,
    stack text,
    finding jsonb not null,
    first_seen_at timestamptz(3) not null,
    last_seen_at timestamptz(3) not null,
    closed_at timestamptz(3),
    is_told_open boolean not null
  );
  create index on drift_findings (closed_at);
`;

/** What the scheduled search for drift has found; see ../tables.ts. */
export const drift = {
  async up(db: Kysely<unknown>): Promise<void> {
    await tables.execute(db);
  },
};
