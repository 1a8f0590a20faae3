import { type Kysely, sql } from "kysely";

// What has been billed so far was billed once for a month, which closed it.
const columns = sql`
  alter table consumptions
    add column part integer not null default 1,
    add column is_final boolean not null default true,
    drop constraint consumptions_pkey,
    add primary key (addon_id, period, part);
  create index on consumptions (tenant_id);

  alter table usage add column part integer;
  update usage set part = 1 from consumptions
    where consumptions.tenant_id = usage.tenant_id and consumptions.period = usage.period;
  create index usage_unbilled on usage (tenant_id) where part is null;
`;

/** A month's usage is billed in parts, each of them one call of Clever Cloud's. */
export const usageInParts = {
  async up(db: Kysely<unknown>): Promise<void> {
    await columns.execute(db);
  },
};
