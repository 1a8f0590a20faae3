import { type Kysely, sql } from "kysely";

const columns = sql`
  alter table hostname_status
    add column first_seen_at timestamptz(3) not null default now(),
    add column status_since timestamptz(3) not null default now(),
    add column certificate_since timestamptz(3) not null default now();
  update hostname_status
    set first_seen_at = observed_at, status_since = observed_at, certificate_since = observed_at;

  create table hostname_rechecks (
    hostname text primary key references hostname_claims on delete cascade deferrable,
    requested_at timestamptz(3) not null,
    asked_at timestamptz(3),
    is_failed boolean not null default false
  );
  create index hostname_rechecks_waiting on hostname_rechecks (requested_at) where asked_at is null;
`;

/** What the customers' panel shows about hostnames in addition to their statuses; see ../tables.ts. */
export const panel = {
  async up(db: Kysely<unknown>): Promise<void> {
    await columns.execute(db);
  },
};
