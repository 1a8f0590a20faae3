import { type Kysely, sql } from "kysely";

// Each order of an add-on pays for every index. Of sources and plans there are a handful, so a page of the newest tenants of one
// is found by walking them all; the index by source even stood in the way of the one by external id, which a planner without
// statistics thinks no better. No entry of the audit log is looked for by its hash, and its chain makes hashes differ.
const indexes = sql`
  drop index tenants_source_created_at_id_idx;
  drop index tenants_plan_created_at_id_idx;
  alter table audit drop constraint audit_hash_key;
`;

/** Drops the indexes that cost more than they help. */
export const fewerIndexes = {
  async up(db: Kysely<unknown>): Promise<void> {
    await indexes.execute(db);
  },
};
