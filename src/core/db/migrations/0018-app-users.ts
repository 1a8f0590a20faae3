import { type Kysely, sql } from "kysely";

// A user's tenants that differ in the case of the address alone stay apart: the one that is on, or was changed last, is the one that
// is found in any case, and the others by the very spelling that made them.
const fold = sql`
  update tenants set external_id = lower(external_id collate "C") where id in (
    select distinct on (lower(external_id collate "C")) id from tenants
    where source = 'cloudflare-app'
    order by lower(external_id collate "C"), state = 'removed', changed_at desc, id
  ) and not exists (
    select from tenants as other where other.source = 'cloudflare-app' and other.id <> tenants.id
      and other.external_id = lower(tenants.external_id collate "C"))
`;

/** Users of the CloudFlare app are found by their address in upper and lower case. */
export const appUsers = {
  async up(db: Kysely<unknown>): Promise<void> {
    await fold.execute(db);
  },
};
