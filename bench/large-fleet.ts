import { type Kysely, sql } from "kysely";
import type { Tables } from "../src/core/db/tables.ts";

/** Sizes of a seeded fleet. */
export interface FleetSize {
  readonly tenants: number;
  readonly shards: number;
  /** Entries of the audit log, and requests in the journal. */
  readonly entries: number;
}

/** Fills a migrated database with a fleet, by statements of the server: 100,000 tenants take some minutes. */
export async function seedLargeFleet(db: Kysely<Tables>, { tenants, shards, entries }: FleetSize): Promise<void> {
  // One connection, since the seed of random() belongs to the session.
  await db.connection().execute(async (connection) => {
    await sql`select setseed(0.5)`.execute(connection);
    await seedTenants(connection, tenants, shards);
    await seedHostnames(connection);
    await seedAttempts(connection);
    await seedLogs(connection, entries, tenants);
    await seedRuns(connection, shards);
    await sql`analyze`.execute(connection);
  });
}

/** Ids are letters, like the control plane's. Of 100 tenants, 6 are removed, 2 suspended and 2 unconverged. */
async function seedTenants(db: Kysely<Tables>, tenants: number, shards: number): Promise<void> {
  await sql`
    insert into tenants (id, source, external_id, state, plan, desired, marketplace, generation, observed_generation,
      conditions, shard, created_at, changed_at, removed_at)
    select translate(md5('tenant' || n), '0123456789', 'ghijklmnop'), 'clevercloud', 'addon_' || md5('addon' || n),
      state, (array['dev', 'pro', 'business'])[1 + n % 3],
      jsonb_build_object('owner', jsonb_build_object('login', 'owner' || n || '@customer' || n % 9000 || '.example',
          'email', 'owner' || n || '@customer' || n % 9000 || '.example'),
        'license', jsonb_build_object('quantity', 1), 'members', '[]'::jsonb, 'hostnames', '[]'::jsonb,
        'counters', '[]'::jsonb),
      jsonb_build_object('owner_id', 'orga_' || md5('orga' || n), 'region', 'eu'),
      2, case when n % 50 = 7 then 1 else 2 end,
      jsonb_build_array(jsonb_build_object('type', 'Ready', 'status', case when n % 50 = 7 then 'false' else 'true' end,
        'reason', case when n % 50 = 7 then 'Reconciling' else 'Converged' end, 'message', 'Seeded.',
        'lastTransitionAt', '2026-01-01T00:00:00.000Z', 'observedGeneration', 2)),
      'shard-' || lpad((n % ${shards})::text, 4, '0'), at, at + interval '1 hour',
      case when state = 'removed' then at + interval '1 day' end
    from generate_series(1, ${tenants}::int) as n,
      lateral (select now() - n * interval '5 minutes' as at,
        case when n % 100 < 6 then 'removed' when n % 100 < 8 then 'suspended' else 'active' end as state) as each`.execute(
    db,
  );
}

/** Three hostnames for two tenants, of which 3 in 100 are pending. */
async function seedHostnames(db: Kysely<Tables>): Promise<void> {
  await sql`
    insert into hostname_claims (hostname, tenant_id)
    select 'app' || copy || '.customer-' || id || '.example', id
    from (select id, row_number() over () as place from tenants) as numbered, generate_series(0, place::int % 2) as copy`.execute(
    db,
  );
  await sql`
    insert into hostname_status (hostname, cloudflare_id, status, certificate_status, details, observed_at)
    select hostname, md5(hostname), status, case status when 'active' then 'active' else 'pending_validation' end,
      '{"verificationErrors": [], "validationRecords": [], "certificateErrors": []}'::jsonb, now()
    from hostname_claims, lateral (
      select case when random() < 0.03 and tenant_id <> '' then 'pending' else 'active' end as status) as each`.execute(
    db,
  );
}

async function seedAttempts(db: Kysely<Tables>): Promise<void> {
  await sql`
    insert into attempts (tenant_id, generation, failures, retry_at)
    select id, generation, 3, now() + interval '10 minutes' from tenants
    where observed_generation < generation and random() < 0.5 and id <> ''`.execute(db);
}

async function seedLogs(db: Kysely<Tables>, entries: number, tenants: number): Promise<void> {
  await sql`
    insert into audit (seq, at, actor, action, tenant_id, detail, previous_hash, hash)
    select n, now() - (${entries}::int - n) * interval '20 seconds', 'clevercloud', 'tenant.changed',
      translate(md5('tenant' || (1 + n % ${tenants}::int)), '0123456789', 'ghijklmnop'), '{"plan": "pro"}'::jsonb,
      md5('entry' || (n - 1)), md5('entry' || n)
    from generate_series(1, ${entries}::int) as n`.execute(db);
  await sql`
    insert into requests (id, at, marketplace, method, path, route, tenant_id, headers, body, status, answer, duration_ms)
    select md5('request' || n), now() - (${entries}::int - n) * interval '20 seconds', 'clevercloud', 'PUT',
      '/clevercloud/resources/x', '/clevercloud/resources/{id}',
      translate(md5('tenant' || (1 + n % ${tenants}::int)), '0123456789', 'ghijklmnop'), '{}'::jsonb, '{"plan":"pro"}',
      case when n % 40 = 0 then 400 when n % 400 = 1 then 500 else 200 end, '{}', 4
    from generate_series(1, ${entries}::int) as n`.execute(db);
}

async function seedRuns(db: Kysely<Tables>, shards: number): Promise<void> {
  await sql`
    insert into runs (shard, worker, started_at, duration_ms, outcome, tenants, changes, failures)
    select 'shard-' || lpad((n % ${shards}::int)::text, 4, '0'), 'worker-1', now() - (60 - n / ${shards}::int) * interval '1 hour',
      4200, case when n % 30 = 0 then 'failed' else 'converged' end,
      (select jsonb_agg(id) from (select id from tenants where tenants.shard = 'shard-' || lpad((n % ${shards}::int)::text, 4, '0') limit 3) as few),
      '{"same": 400, "update": 3}'::jsonb, '[]'::jsonb
    from generate_series(0, ${shards}::int * 60 - 1) as n`.execute(db);
}
