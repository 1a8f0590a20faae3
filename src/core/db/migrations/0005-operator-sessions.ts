import { type Kysely, sql } from "kysely";

const tables = sql`
  create table operator_sessions (
    hash text primary key,
    id uuid not null unique default gen_random_uuid(),
    token_id text not null references operator_tokens on delete cascade deferrable,
    agent text,
    created_at timestamptz(3) not null,
    expires_at timestamptz(3) not null,
    last_seen_at timestamptz(3) not null,
    flash jsonb
  );
  create index on operator_sessions (token_id);
  create index on operator_sessions (expires_at);
`;

/** The operators' sessions in the console; see ../tables.ts. */
export const operatorSessions = {
  async up(db: Kysely<unknown>): Promise<void> {
    await tables.execute(db);
  },
};
