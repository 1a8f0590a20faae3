import { type Kysely, sql } from "kysely";

// lower() folds ASCII letters alone in the collation "C", as foldLogin of providers/apifew/login.ts does.
const people = sql`
  create function logins_of(desired jsonb) returns text[] language sql immutable parallel safe as $$
    select array(
      select lower(login collate "C") from (
        select $1 -> 'owner' ->> 'login' as login
        union all
        select jsonb_array_elements(coalesce($1 -> 'members', '[]'::jsonb)) ->> 'login'
      ) as people where login is not null)
  $$;
  create index tenants_logins on tenants using gin (logins_of(desired));
  drop index if exists tenants_expr_idx;
  drop index if exists tenants_expr_idx1;
`;

const uses = sql`
  create table license_uses (
    login text primary key,
    tenant_id text not null references tenants on delete cascade deferrable,
    pricing_uid text,
    is_granted boolean not null
  );
  create index on license_uses (tenant_id);

  insert into license_uses (login, tenant_id, is_granted)
    select distinct on (login) login, id, true
    from tenants, lateral unnest(logins_of(desired)) as login
    where state <> 'removed' or observed_generation < generation
    order by login, created_at, id;

  create table license_owners (login text primary key);
  insert into license_owners
    select distinct lower((desired -> 'owner' ->> 'login') collate "C") from tenants
    where desired -> 'owner' ->> 'login' is not null;

  create table license_quantities (
    tenant_id text primary key references tenants on delete cascade deferrable,
    pricing_uid text not null,
    owner_login text not null,
    quantity integer not null
  );
`;

/** Addresses are found in upper and lower case, and each user's one license belongs to one tenant at a time. */
export const logins = {
  async up(db: Kysely<unknown>): Promise<void> {
    await people.execute(db);
    await uses.execute(db);
  },
};
