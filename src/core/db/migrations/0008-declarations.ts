import { type Kysely, sql } from "kysely";

const tables = sql`
  create table declarations (
    tenant_id text primary key references tenants on delete cascade deferrable,
    digest text,
    configuration integer not null,
    is_in_state boolean not null,
    unfinished jsonb
  );
  create index on declarations (configuration);

  create index on tenants ((desired -> 'owner' ->> 'login')) where desired -> 'owner' is not null;
  create index on tenants using gin ((desired -> 'members') jsonb_path_ops) where desired -> 'members' <> '[]'::jsonb;

  insert into declarations (tenant_id, digest, configuration, is_in_state)
  select id, null, 0, true from tenants where state <> 'removed' or observed_generation < generation;
`;

/** What the declarations of tenants were made of when they were last carried out, and what of it no state may know. */
export const declarations = {
  async up(db: Kysely<unknown>): Promise<void> {
    await tables.execute(db);
  },
};
