import { type Kysely, sql } from "kysely";

/** Marks tenants whose licenses were released outside the engine, until a run has refreshed their state. */
export const staleStates = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table declarations add column is_state_stale boolean not null default false`.execute(db);
  },
};
