import { type Kysely, sql } from "kysely";

const columns = [
  sql`alter table hostname_claims add column failure text`,
  sql`alter table declarations add column resources jsonb`,
];

/** Which hostname a run failed for, and which resources the state has of a tenant. */
export const conditions = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const column of columns) {
      await column.execute(db);
    }
  },
};
