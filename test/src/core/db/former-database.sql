-- A database of an earlier version of marketplane, at migration 0008: the statements that this version ran to
-- create it, then rows that its control plane wrote for two orders, a change of plan, a removal and a tenant
-- created by an operator, on the sandbox. The token that `operator_tokens` has the hash of is lost.
-- Do not update this file: it is what a user has.

create table if not exists "kysely_migration" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);

create table if not exists "kysely_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);

insert into "kysely_migration_lock" ("id", "is_locked") values ('migration_lock', 0);

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

create function refuse_change_of_audit() returns trigger language plpgsql as $$
  begin
    raise exception 'the audit log is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
  end $$;
  create trigger audit_append_only before update or delete or truncate on audit
    for each statement execute function refuse_change_of_audit();

insert into "kysely_migration" ("name", "timestamp") values ('0001-control-plane', '2026-12-01T01:41:24.238Z');

create table shards (
    name text primary key,
    lease_token bigint not null,
    lease_holder text not null,
    lease_until timestamptz(3) not null,
    is_running boolean not null
  );

  create table shard_splits (
    shard text primary key
  );

  create table moves (
    tenant_id text primary key references tenants on delete cascade deferrable,
    from_shard text not null,
    to_shard text not null
  );
  create index on moves (to_shard);

  create table attempts (
    tenant_id text primary key references tenants on delete cascade deferrable,
    generation integer not null,
    failures integer not null,
    retry_at timestamptz(3) not null
  );

  create table tenant_outputs (
    tenant_id text primary key references tenants on delete cascade deferrable,
    licenses jsonb not null
  );

  create table runs (
    id bigint generated always as identity primary key,
    shard text not null,
    worker text not null,
    started_at timestamptz(3) not null,
    duration_ms integer not null,
    outcome text not null check (outcome in ('converged', 'failed')),
    tenants jsonb not null,
    changes jsonb not null,
    failures jsonb not null
  );
  create index on runs (shard, id);
  create index on runs (started_at);

insert into "kysely_migration" ("name", "timestamp") values ('0002-reconciler', '2026-12-01T01:41:24.277Z');

create table drift_runs (
    id bigint generated always as identity primary key,
    worker text not null,
    started_at timestamptz(3) not null,
    ended_at timestamptz(3),
    result text check (result in ('clean', 'drift', 'error')),
    summary jsonb,
    errors jsonb
  );
  create index on drift_runs (started_at);

  create table drift_findings (
    fingerprint text primary key,
    kind text not null,
    severity text not null,
    stack text,
    finding jsonb not null,
    first_seen_at timestamptz(3) not null,
    last_seen_at timestamptz(3) not null,
    closed_at timestamptz(3),
    is_told_open boolean not null
  );
  create index on drift_findings (closed_at);

insert into "kysely_migration" ("name", "timestamp") values ('0003-drift', '2026-12-01T01:41:24.298Z');

drop index tenants_source_created_at_id_idx;
  drop index tenants_plan_created_at_id_idx;
  alter table audit drop constraint audit_hash_key;

insert into "kysely_migration" ("name", "timestamp") values ('0004-fewer-indexes', '2026-12-01T01:41:24.309Z');

create table operator_sessions (
    hash text primary key,
    id uuid not null unique default gen_random_uuid(),
    token_id text not null references operator_tokens on delete cascade deferrable,
    agent text,
    created_at timestamptz(3) not null,
    expires_at timestamptz(3) not null,
    last_seen_at timestamptz(3) not null,
    flash jsonb
  );
  create index on operator_sessions (token_id);
  create index on operator_sessions (expires_at);

insert into "kysely_migration" ("name", "timestamp") values ('0005-operator-sessions', '2026-12-01T01:41:24.327Z');

create table run_details (
    run_id bigint primary key references runs on delete cascade deferrable,
    steps jsonb not null,
    omitted jsonb not null,
    remarks jsonb not null
  );
  create index on runs using gin (tenants jsonb_path_ops);

  alter table drift_runs add column asked_by text;

  create table drift_tasks (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('search', 'cure')),
    fingerprint text,
    tenant_id text,
    asked_by text not null,
    asked_at timestamptz(3) not null,
    worker text,
    started_at timestamptz(3),
    held_until timestamptz(3),
    ended_at timestamptz(3),
    outcome text check (outcome in ('done', 'cured', 'left', 'failed')),
    reason text
  );
  create index on drift_tasks (fingerprint, id);
  create unique index drift_tasks_unfinished on drift_tasks (kind, coalesce(tenant_id, '')) where ended_at is null;

  create table vendor_calls (
    vendor text not null,
    process text not null,
    minute timestamptz(3) not null,
    calls integer not null,
    failed integer not null,
    rate_limited integer not null,
    retried integer not null,
    total_ms double precision not null,
    durations integer[] not null,
    primary key (minute, vendor, process)
  );

  create table vendor_states (
    vendor text not null,
    process text not null,
    seen_at timestamptz(3) not null,
    held_until timestamptz(3),
    last_error text,
    last_error_at timestamptz(3),
    budget_calls integer,
    budget_ms integer,
    primary key (vendor, process)
  );

insert into "kysely_migration" ("name", "timestamp") values ('0006-console', '2026-12-01T01:41:24.355Z');

alter table hostname_status
    add column first_seen_at timestamptz(3) not null default now(),
    add column status_since timestamptz(3) not null default now(),
    add column certificate_since timestamptz(3) not null default now();
  update hostname_status
    set first_seen_at = observed_at, status_since = observed_at, certificate_since = observed_at;

  create table hostname_rechecks (
    hostname text primary key references hostname_claims on delete cascade deferrable,
    requested_at timestamptz(3) not null,
    asked_at timestamptz(3),
    is_failed boolean not null default false
  );
  create index hostname_rechecks_waiting on hostname_rechecks (requested_at) where asked_at is null;

insert into "kysely_migration" ("name", "timestamp") values ('0007-panel', '2026-12-01T01:41:24.384Z');

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

insert into "kysely_migration" ("name", "timestamp") values ('0008-declarations', '2026-12-01T01:41:24.395Z');

insert into facts overriding system value
select * from json_populate_recordset(null::facts, $rows$[
 {"name": "configuration", "value": {"digest": "Jzd7RBJG8mLropFovCGFQL3i_a267JxQu8AUNgKQGtU", "number": 1}}
]$rows$);

insert into operator_tokens overriding system value
select * from json_populate_recordset(null::operator_tokens, $rows$[
 {"id": "fgmqxwvwglanjoks", "name": "jane", "hash": "8618e774064ea82203f2c94f124fd1a93d2c97d4897a9807bc6f28359386bd69", "scope": "write", "created_at": "2026-12-01T01:39:58.595+00:00", "expires_at": null, "revoked_at": null, "last_used_at": "2026-12-01T01:40:00.919+00:00"}
]$rows$);

insert into tenants overriding system value
select * from json_populate_recordset(null::tenants, $rows$[
 {"id": "hkpjuvuufebdwdwyjhkfnckega", "source": "clevercloud", "external_id": "addon_1", "state": "active", "plan": "pro", "desired": {"members": [], "counters": {}, "hostnames": []}, "marketplace": {"order": {"plan": "basic", "message": "Your hostname is one step away. Open the add-on's dashboard to set it up."}, "region": "eu", "userId": "user_1", "ownerId": "orga_1", "ownerName": "ACME Shoes", "callbackUrl": "http://127.0.0.1:44533/clevercloud/v2/vendor/apps/addon_1"}, "generation": 2, "observed_generation": 0, "conditions": [{"type": "Accepted", "reason": "Recorded", "status": "true", "message": "What is wanted has been recorded.", "lastTransitionAt": "2026-12-01T01:39:16.851Z", "observedGeneration": 2}, {"type": "Licensed", "reason": "NotObserved", "status": "unknown", "message": "Nothing is known of it yet.", "lastTransitionAt": "2026-12-01T01:39:16.851Z", "observedGeneration": 0}, {"type": "HostnamesActive", "reason": "NotObserved", "status": "unknown", "message": "Nothing is known of it yet.", "lastTransitionAt": "2026-12-01T01:39:16.851Z", "observedGeneration": 0}, {"type": "ConfigPushed", "reason": "NotObserved", "status": "unknown", "message": "Nothing is known of it yet.", "lastTransitionAt": "2026-12-01T01:39:16.851Z", "observedGeneration": 0}, {"type": "Ready", "reason": "OwnerUnknown", "status": "false", "message": "Clever Cloud has not told the owner's address yet; it is asked again.", "lastTransitionAt": "2026-12-01T01:39:16.851Z", "observedGeneration": 2}], "shard": "shard-08", "created_at": "2026-12-01T01:39:16.851+00:00", "changed_at": "2026-12-01T01:40:01.711+00:00", "removed_at": null},
 {"id": "kvxfggitmgmszbxlbzoetdlxzr", "source": "direct", "external_id": "shoe-shop", "state": "active", "plan": "pro", "desired": {"owner": {"login": "Jane.Doe@acme.example", "nameLast": "Doe", "nameFirst": "Jane"}, "members": [{"login": "john.roe@acme.example", "nameLast": "Roe", "nameFirst": "John"}], "counters": {"requests": 0}, "hostnames": [{"ssl": {"type": "dv", "method": "http"}, "hostname": "shop.acme-shoes.com"}]}, "marketplace": {"requestDigest": "kTn4OdGJvVYCW_stZVSP1uA0f6G31NBaX_zO8l9QqYk"}, "generation": 1, "observed_generation": 0, "conditions": [{"type": "Accepted", "reason": "Recorded", "status": "true", "message": "What is wanted has been recorded.", "lastTransitionAt": "2026-12-01T01:40:00.996Z", "observedGeneration": 1}, {"type": "Licensed", "reason": "Licensed", "status": "true", "message": "5 of the owner's licenses are there.", "lastTransitionAt": "2026-12-01T01:40:10.180Z", "observedGeneration": 1}, {"type": "HostnamesActive", "reason": "Active", "status": "true", "message": "All are served.", "lastTransitionAt": "2026-12-01T01:40:10.180Z", "observedGeneration": 1}, {"type": "ConfigPushed", "reason": "NotNeeded", "status": "true", "message": "The tenant has no add-on.", "lastTransitionAt": "2026-12-01T01:40:10.180Z", "observedGeneration": 1}, {"type": "Ready", "reason": "Failed", "status": "false", "message": "apifew POST /v2/app/pricing/license/assign (HTTP 200, ERROR_ALREADY_ASSIGNED_APP_LICENSE): ERROR_ALREADY_ASSIGNED_APP_LICENSE (the user uses a license of the application, and only one at a time: release that one first, or create with assignUsage: false)", "lastTransitionAt": "2026-12-01T01:40:00.996Z", "observedGeneration": 1}], "shard": "shard-15", "created_at": "2026-12-01T01:40:00.996+00:00", "changed_at": "2026-12-01T01:40:00.996+00:00", "removed_at": null},
 {"id": "otaixcrxqvqxpgwcbrwzdyudpn", "source": "clevercloud", "external_id": "addon_2", "state": "removed", "plan": "basic", "desired": {"members": [], "counters": {}, "hostnames": []}, "marketplace": {"order": {"plan": "basic", "message": "Your hostname is one step away. Open the add-on's dashboard to set it up."}, "region": "eu", "userId": "user_1", "ownerId": "orga_1", "ownerName": "ACME Shoes", "callbackUrl": "http://127.0.0.1:44533/clevercloud/v2/vendor/apps/addon_2"}, "generation": 2, "observed_generation": 2, "conditions": [{"type": "Accepted", "reason": "Recorded", "status": "true", "message": "What is wanted has been recorded.", "lastTransitionAt": "2026-12-01T01:39:16.966Z", "observedGeneration": 2}, {"type": "Licensed", "reason": "Removed", "status": "false", "message": "The tenant has been removed.", "lastTransitionAt": "2026-12-01T01:40:19.969Z", "observedGeneration": 2}, {"type": "HostnamesActive", "reason": "Removed", "status": "false", "message": "The tenant has been removed.", "lastTransitionAt": "2026-12-01T01:40:19.969Z", "observedGeneration": 2}, {"type": "ConfigPushed", "reason": "Removed", "status": "false", "message": "The tenant has been removed.", "lastTransitionAt": "2026-12-01T01:40:19.969Z", "observedGeneration": 2}, {"type": "Ready", "reason": "Removed", "status": "false", "message": "Nothing of it is left at the vendors but license keys, which apifew keeps.", "lastTransitionAt": "2026-12-01T01:39:16.966Z", "observedGeneration": 2}], "shard": "shard-09", "created_at": "2026-12-01T01:39:16.966+00:00", "changed_at": "2026-12-01T01:40:01.531+00:00", "removed_at": "2026-12-01T01:40:01.531+00:00"}
]$rows$);

insert into audit overriding system value
select * from json_populate_recordset(null::audit, $rows$[
 {"seq": 1, "at": "2026-12-01T01:39:16.851+00:00", "actor": "clevercloud", "action": "provision", "tenant_id": "hkpjuvuufebdwdwyjhkfnckega", "detail": {"plan": "basic", "state": "active", "changed": ["tenant"], "generation": 1}, "previous_hash": "0000000000000000000000000000000000000000000000000000000000000000", "hash": "d86a218b9e86ba7359348966f3ed8ecc926aeb0ad00de9ad74df90baeceb35e4"},
 {"seq": 2, "at": "2026-12-01T01:39:16.966+00:00", "actor": "clevercloud", "action": "provision", "tenant_id": "otaixcrxqvqxpgwcbrwzdyudpn", "detail": {"plan": "basic", "state": "active", "changed": ["tenant"], "generation": 1}, "previous_hash": "d86a218b9e86ba7359348966f3ed8ecc926aeb0ad00de9ad74df90baeceb35e4", "hash": "b8e1844b150950de968482d21f8b8b430d498ee81b04b6081ac0128fce2ed2fd"},
 {"seq": 3, "at": "2026-12-01T01:39:58.595+00:00", "actor": "system", "action": "token.create", "tenant_id": null, "detail": {"id": "fgmqxwvwglanjoks", "name": "jane", "scope": "write", "expiresAt": null}, "previous_hash": "b8e1844b150950de968482d21f8b8b430d498ee81b04b6081ac0128fce2ed2fd", "hash": "cbbb8ed7e368a3591e85fa12a4da446a52312ded2a33c99248e9646f7d257412"},
 {"seq": 4, "at": "2026-12-01T01:40:00.996+00:00", "actor": "operator:jane", "action": "create", "tenant_id": "kvxfggitmgmszbxlbzoetdlxzr", "detail": {"plan": "pro", "state": "active", "source": "direct", "changed": ["tenant"], "hostnames": ["shop.acme-shoes.com"], "externalId": "shoe-shop", "generation": 1}, "previous_hash": "cbbb8ed7e368a3591e85fa12a4da446a52312ded2a33c99248e9646f7d257412", "hash": "460dcbb8439d6c5cc8a496a297f440d282ac6cb1cea7634222486c2b9d361870"},
 {"seq": 5, "at": "2026-12-01T01:40:01.531+00:00", "actor": "clevercloud", "action": "deprovision", "tenant_id": "otaixcrxqvqxpgwcbrwzdyudpn", "detail": {"plan": "basic", "state": "removed", "changed": ["state"], "generation": 2}, "previous_hash": "460dcbb8439d6c5cc8a496a297f440d282ac6cb1cea7634222486c2b9d361870", "hash": "b393d0b3f475a393621f288b08dd0cfc62536627e6c41bd3a4cda614bb90f7b6"},
 {"seq": 6, "at": "2026-12-01T01:40:01.711+00:00", "actor": "clevercloud", "action": "change-plan", "tenant_id": "hkpjuvuufebdwdwyjhkfnckega", "detail": {"to": "pro", "from": "basic", "plan": "pro", "state": "active", "changed": ["plan"], "generation": 2}, "previous_hash": "b393d0b3f475a393621f288b08dd0cfc62536627e6c41bd3a4cda614bb90f7b6", "hash": "0d32e6802225b91700c8f80a40652e030e134f22d60233cc3637557af1861278"}
]$rows$);

insert into shards overriding system value
select * from json_populate_recordset(null::shards, $rows$[
 {"name": "shard-08", "lease_token": 9, "lease_holder": "host:3640", "lease_until": "2026-12-01T01:41:18.64+00:00", "is_running": false},
 {"name": "shard-09", "lease_token": 6, "lease_holder": "host:3640", "lease_until": "2026-12-01T01:40:20.087+00:00", "is_running": false},
 {"name": "shard-15", "lease_token": 6, "lease_holder": "host:3640", "lease_until": "2026-12-01T01:41:18.307+00:00", "is_running": false}
]$rows$);

insert into attempts overriding system value
select * from json_populate_recordset(null::attempts, $rows$[
 {"tenant_id": "hkpjuvuufebdwdwyjhkfnckega", "generation": 2, "failures": 5, "retry_at": "2026-12-01T01:42:22.205+00:00"},
 {"tenant_id": "kvxfggitmgmszbxlbzoetdlxzr", "generation": 1, "failures": 5, "retry_at": "2026-12-01T01:42:05.339+00:00"}
]$rows$);

insert into declarations overriding system value
select * from json_populate_recordset(null::declarations, $rows$[
 {"tenant_id": "hkpjuvuufebdwdwyjhkfnckega", "digest": "Z4SR1MVhi6koVjB8tfL2kU5MUUoMLMk1D6uprzHDj70", "configuration": 1, "is_in_state": false, "unfinished": null},
 {"tenant_id": "kvxfggitmgmszbxlbzoetdlxzr", "digest": "JdE3BApWij-YcgHFengV_85STCP-bVwkTuwQS9gEA0Q", "configuration": 1, "is_in_state": true, "unfinished": null}
]$rows$);

insert into hostname_claims overriding system value
select * from json_populate_recordset(null::hostname_claims, $rows$[
 {"hostname": "shop.acme-shoes.com", "tenant_id": "kvxfggitmgmszbxlbzoetdlxzr"}
]$rows$);

insert into hostname_status overriding system value
select * from json_populate_recordset(null::hostname_status, $rows$[
 {"hostname": "shop.acme-shoes.com", "cloudflare_id": "5a4db0c0ffee00000000000000000001/4a51a098-b6d6-4039-90a5-5984cbbac9f7", "status": "active", "certificate_status": "active", "details": {"errors": [], "validationRecords": []}, "observed_at": "2026-12-01T01:41:18.269+00:00", "first_seen_at": "2026-12-01T01:40:10.18+00:00", "status_since": "2026-12-01T01:40:10.18+00:00", "certificate_since": "2026-12-01T01:40:10.18+00:00"}
]$rows$);

insert into tenant_outputs overriding system value
select * from json_populate_recordset(null::tenant_outputs, $rows$[
 {"tenant_id": "kvxfggitmgmszbxlbzoetdlxzr", "licenses": [{"hint": "8faa", "sealed": null}, {"hint": "1fe5", "sealed": null}, {"hint": "d780", "sealed": null}, {"hint": "4838", "sealed": null}, {"hint": "4597", "sealed": null}]}
]$rows$);

insert into vendor_states overriding system value
select * from json_populate_recordset(null::vendor_states, $rows$[
 {"vendor": "Clever Cloud", "process": "worker host:3640", "seen_at": "2026-12-01T01:41:20.71+00:00", "held_until": null, "last_error": null, "last_error_at": null, "budget_calls": null, "budget_ms": null},
 {"vendor": "Cloudflare", "process": "worker host:3640", "seen_at": "2026-12-01T01:41:20.71+00:00", "held_until": null, "last_error": null, "last_error_at": null, "budget_calls": 1200, "budget_ms": 300000},
 {"vendor": "apifew", "process": "worker host:3640", "seen_at": "2026-12-01T01:41:20.71+00:00", "held_until": null, "last_error": null, "last_error_at": null, "budget_calls": null, "budget_ms": null}
]$rows$);

insert into runs overriding system value
select * from json_populate_recordset(null::runs, $rows$[
 {"id": 1, "shard": "shard-15", "worker": "host:3640", "started_at": "2026-12-01T01:40:01.112+00:00", "duration_ms": 9019, "outcome": "failed", "tenants": ["kvxfggitmgmszbxlbzoetdlxzr"], "changes": {"create": 8}, "failures": ["apifew POST /v2/app/pricing/license/assign (HTTP 200, ERROR_ALREADY_ASSIGNED_APP_LICENSE): ERROR_ALREADY_ASSIGNED_APP_LICENSE (the user uses a license of the application, and only one at a time: release that one first, or create with assignUsage: false)"]},
 {"id": 4, "shard": "shard-09", "worker": "host:3640", "started_at": "2026-12-01T01:40:18.457+00:00", "duration_ms": 1481, "outcome": "converged", "tenants": ["otaixcrxqvqxpgwcbrwzdyudpn"], "changes": {"same": 1}, "failures": []}
]$rows$);

insert into run_details overriding system value
select * from json_populate_recordset(null::run_details, $rows$[
 {"run_id": 1, "steps": [{"name": "kvxfggitmgmszbxlbzoetdlxzr-member-john.roe@acme.example-license", "type": "apifew:LicenseAssignment", "isFailed": true, "tenantId": "kvxfggitmgmszbxlbzoetdlxzr", "operation": "create", "properties": []}, {"name": "kvxfggitmgmszbxlbzoetdlxzr-member-john.roe@acme.example", "type": "apifew:User", "isFailed": false, "tenantId": "kvxfggitmgmszbxlbzoetdlxzr", "operation": "create", "properties": []}, {"name": "kvxfggitmgmszbxlbzoetdlxzr-shop.acme-shoes.com", "type": "cloudflare:CustomHostname", "isFailed": false, "tenantId": "kvxfggitmgmszbxlbzoetdlxzr", "operation": "create", "properties": []}, {"name": "kvxfggitmgmszbxlbzoetdlxzr-owner", "type": "apifew:User", "isFailed": false, "tenantId": "kvxfggitmgmszbxlbzoetdlxzr", "operation": "create", "properties": []}, {"name": "kvxfggitmgmszbxlbzoetdlxzr-member-john.roe@acme.example-managed", "type": "apifew:ManagedUser", "isFailed": false, "tenantId": "kvxfggitmgmszbxlbzoetdlxzr", "operation": "create", "properties": []}, {"name": "kvxfggitmgmszbxlbzoetdlxzr-license", "type": "apifew:License", "isFailed": false, "tenantId": "kvxfggitmgmszbxlbzoetdlxzr", "operation": "create", "properties": []}, {"name": "kvxfggitmgmszbxlbzoetdlxzr-counter-requests", "type": "apifew:Counter", "isFailed": false, "tenantId": "kvxfggitmgmszbxlbzoetdlxzr", "operation": "create", "properties": []}], "omitted": {}, "remarks": []},
 {"run_id": 4, "steps": [], "omitted": {}, "remarks": []}
]$rows$);

insert into vendor_calls overriding system value
select * from json_populate_recordset(null::vendor_calls, $rows$[
 {"vendor": "Cloudflare", "process": "worker host:3640", "minute": "2026-12-01T01:40:00+00:00", "calls": 1, "failed": 0, "rate_limited": 0, "retried": 0, "total_ms": 62.67150799999945, "durations": [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]},
 {"vendor": "apifew", "process": "worker host:3640", "minute": "2026-12-01T01:40:00+00:00", "calls": 20, "failed": 0, "rate_limited": 0, "retried": 0, "total_ms": 716.7690989999683, "durations": [12, 2, 4, 2, 0, 0, 0, 0, 0, 0, 0]}
]$rows$);

insert into requests overriding system value
select * from json_populate_recordset(null::requests, $rows$[
 {"id": "03372248-6183-4bb2-b7de-e44e74dc8b85", "at": "2026-12-01T01:39:16.964+00:00", "marketplace": "clevercloud", "method": "POST", "path": "/clevercloud/resources", "route": "/clevercloud/resources", "tenant_id": "otaixcrxqvqxpgwcbrwzdyudpn", "headers": {"host": "127.0.0.1:8093", "accept": "*/*", "connection": "[redacted]", "user-agent": "node", "content-type": "application/json", "x-request-id": "b489be86-e47e-476e-90b9-e56fb00b6b69", "authorization": "[redacted]", "content-length": "223", "sec-fetch-mode": "[redacted]", "accept-encoding": "gzip, deflate", "accept-language": "[redacted]"}, "body": "{\"addon_id\":\"addon_2\",\"owner_id\":\"orga_1\",\"owner_name\":\"ACME Shoes\",\"user_id\":\"user_1\",\"plan\":\"basic\",\"region\":\"EU\",\"callback_url\":\"http://127.0.0.1:44533/clevercloud/v2/vendor/apps/addon_2\",\"logplex_token\":\"\",\"options\":{}}", "status": 200, "answer": "{\"id\":\"otaixcrxqvqxpgwcbrwzdyudpn\",\"config\":{},\"message\":\"Your hostname is one step away. Open the add-on's dashboard to set it up.\"}", "duration_ms": 14.908541000004334, "replay_of": null},
 {"id": "9db0b2d4-db51-46b7-8d30-4f596dbdea2f", "at": "2026-12-01T01:40:01.701+00:00", "marketplace": "clevercloud", "method": "PUT", "path": "/clevercloud/resources/hkpjuvuufebdwdwyjhkfnckega", "route": "/clevercloud/resources/:id", "tenant_id": "hkpjuvuufebdwdwyjhkfnckega", "headers": {"host": "127.0.0.1:8093", "accept": "*/*", "user-agent": "curl/7.88.1", "content-type": "application/json", "x-request-id": "f2e5d46b-1cf4-4356-9a06-6d28d494946c", "authorization": "[redacted]", "content-length": "35"}, "body": "{\"addon_id\":\"addon_1\",\"plan\":\"pro\"}", "status": 200, "answer": "{\"message\":\"The plan is pro.\"}", "duration_ms": 24.403229999996256, "replay_of": null}
]$rows$);
