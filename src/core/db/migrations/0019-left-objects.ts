import { type Kysely, sql } from "kysely";

const table = sql`
  create table left_objects (
    tenant_id text not null references tenants on delete cascade deferrable,
    key text not null,
    type text not null,
    object_id text not null,
    properties jsonb not null,
    primary key (tenant_id, key)
  )
`;

/** Objects that a stack dropped for another tenant are remembered until that tenant's stack has them. */
export const leftObjects = {
  async up(db: Kysely<unknown>): Promise<void> {
    await table.execute(db);
  },
};
