import { type Kysely, sql } from "kysely";

/** Tenants whose licenses were released beside the engine are remembered until a run has refreshed their state. */
export const staleStates = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table declarations add column is_state_stale boolean not null default false`.execute(db);
  },
};
