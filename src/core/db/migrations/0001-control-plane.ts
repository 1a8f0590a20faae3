import { type Kysely, sql } from "kysely";

// Times are kept to the millisecond, as a JavaScript Date has them: what was read can be compared with what was written.
// Foreign keys are deferrable, because a restore fills the tables in the order of their names.
const tables = sql`
  create table tenants (
    id text primary key,
    source text not null,
    external_id text not null,
    state text not null check (state in ('active', 'suspended', 'removed')),
    plan text not null,
    desired jsonb not null,
    marketplace jsonb not null,
    generation integer not null,
    observed_generation integer not null,
    conditions jsonb not null,
    shard text not null,
    created_at timestamptz(3) not null,
    changed_at timestamptz(3) not null,
    removed_at timestamptz(3),
    unique (source, external_id)
  );
  create index on tenants (created_at, id);
  create index on tenants (state, created_at, id);
  create index on tenants (plan, created_at, id);
  create index on tenants (source, created_at, id);
  create index on tenants (shard, created_at, id);
  create index tenants_unconverged on tenants (changed_at, id) where observed_generation < generation;

  create table hostname_claims (
    hostname text primary key,
    tenant_id text not null references tenants on delete cascade deferrable
  );
  create index on hostname_claims (tenant_id);

  create table hostname_status (
    hostname text primary key,
    cloudflare_id text not null,
    status text not null,
    certificate_status text,
    details jsonb not null,
    observed_at timestamptz(3) not null
  );
  create index on hostname_status (status, observed_at);

  create table audit (
    seq bigint primary key,
    at timestamptz(3) not null,
    actor text not null,
    action text not null,
    tenant_id text,
    detail jsonb not null,
    previous_hash text not null,
    hash text not null unique
  );
  create index on audit (tenant_id, seq);

  create table requests (
    id text primary key,
    at timestamptz(3) not null,
    marketplace text,
    method text not null,
    path text not null,
    route text,
    tenant_id text,
    headers jsonb not null,
    body text,
    status integer not null,
    answer text,
    duration_ms double precision not null,
    replay_of text
  );
  create index on requests (at, id);
  create index on requests (tenant_id, at);

  create table operator_tokens (
    id text primary key,
    name text not null,
    hash text not null unique,
    scope text not null check (scope in ('read', 'write')),
    created_at timestamptz(3) not null default now(),
    expires_at timestamptz(3),
    revoked_at timestamptz(3),
    last_used_at timestamptz(3)
  );

  create table sessions (
    hash text primary key,
    tenant_id text not null references tenants on delete cascade deferrable,
    user_id text,
    email text,
    created_at timestamptz(3) not null,
    expires_at timestamptz(3) not null
  );
  create index on sessions (tenant_id);
  create index on sessions (expires_at);

  create table sso_forms (
    digest text primary key,
    expires_at timestamptz(3) not null
  );
  create index on sso_forms (expires_at);

  create table facts (
    name text primary key,
    value jsonb not null
  );

  create table usage (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenants deferrable,
    period text not null,
    report_key text not null,
    cost numeric not null,
    source text not null,
    reported_at timestamptz(3) not null,
    unique (tenant_id, report_key)
  );
  create index on usage (tenant_id, period);

  create table consumptions (
    addon_id text not null,
    period text not null,
    tenant_id text not null references tenants deferrable,
    cost numeric not null,
    state text not null check (state in ('pending', 'sending', 'sent', 'refused', 'unknown')),
    sent_at timestamptz(3),
    answer text,
    primary key (addon_id, period)
  );
  create index on consumptions (state, period);
`;

const auditGuard = sql`
  create function refuse_change_of_audit() returns trigger language plpgsql as $$
  begin
    raise exception 'the audit log is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
  end $$;
  create trigger audit_append_only before update or delete or truncate on audit
    for each statement execute function refuse_change_of_audit();
`;

/** The control plane's tables; see ../tables.ts. */
export const controlPlane = {
  async up(db: Kysely<unknown>): Promise<void> {
    await tables.execute(db);
    await auditGuard.execute(db);
  },
};
