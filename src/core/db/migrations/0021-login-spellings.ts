import { type Kysely, sql } from "kysely";

// Of a person in several spellings, that of the earliest tenant counts: it made the user at apifew. The others may have made one
// each, where apifew distinguishes letter case.
const spellings = sql`
  create table login_spellings (
    login text primary key,
    spelling text not null,
    retired text[] not null default '{}'
  );
  insert into login_spellings
    select login, used[1], array(select distinct other from unnest(used) as other where other <> used[1])
    from (
      select lower(spelling collate "C") as login,
        array_agg(spelling order by state = 'removed', created_at, id) as used
      from (
        select id, state, created_at, desired -> 'owner' ->> 'login' as spelling from tenants
        union all
        select id, state, created_at, jsonb_array_elements(coalesce(desired -> 'members', '[]'::jsonb)) ->> 'login' from tenants
      ) as named where spelling is not null
      group by lower(spelling collate "C")
    ) as people;
`;

// Their next run reads the users from apifew first and does not rely on the engine's state.
const retired = sql`
  create temporary table respelled on commit drop as
    select id from tenants
    where logins_of(desired) && array(select login from login_spellings where retired <> '{}');
  update declarations set is_state_stale = true from respelled where tenant_id = id;
  update tenants set observed_generation = least(observed_generation, generation - 1)
    from respelled where tenants.id = respelled.id and state <> 'removed';
`;

// 0018 left a removed tenant its key, also where another tenant of the same user and zone is on: a call in that spelling changed
// nothing, or switched a second tenant on. Of several tenants, the one that is on, or was changed last, has every spelling but
// those of other tenants that are on.
const keys = sql`
  create temporary table app_users on commit drop as
    select id, state, lower(external_id collate "C") as key,
      first_value(id) over (partition by lower(external_id collate "C") order by state = 'removed', changed_at desc, id) as first_id
    from tenants where source = 'cloudflare-app';
  update tenants set external_id = external_id || ' now ' || first_id
    from app_users where tenants.id = app_users.id and first_id <> app_users.id and app_users.state = 'removed';
  update tenants set external_id = key
    from app_users where tenants.id = app_users.id and first_id = app_users.id
      and not exists (select from tenants as other where other.source = tenants.source and other.external_id = key);
`;

/** One spelling per person in every call to apifew; and users of the CloudFlare app reach the tenant that is on in any spelling. */
export const loginSpellings = {
  async up(db: Kysely<unknown>): Promise<void> {
    await spellings.execute(db);
    await retired.execute(db);
    await keys.execute(db);
  },
};
