import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { z } from "zod";
import type { ControlPlaneConfig } from "../../src/core/config/control-plane-config.ts";
import { parseConfig } from "../../src/core/config/read-config.ts";
import { vendorSettings } from "../../src/core/config/vendor-settings.ts";
import { migrate } from "../../src/core/db/migrate.ts";
import { type Database, openDatabase } from "../../src/core/db/open-database.ts";
import type { Ledger } from "../../src/core/ledger/change.ts";
import { loadShardMap, type ShardMap } from "../../src/core/ledger/shard-map.ts";
import type { Tenant } from "../../src/core/model/tenant.ts";
import { type ReconcileQueue, startReconcileQueue } from "../../src/core/queue/reconcile-queue.ts";
import { createMetrics } from "../../src/core/telemetry/create-metrics.ts";
import { createReconciler, type Reconciler } from "../../src/fleet/reconciler/worker/create-reconciler.ts";
import { ownerEmails, withTerms } from "../../src/http/marketplaces/index.ts";
import type { SeedInput } from "../../src/tools/sandbox/seed.ts";
import { createDatabase } from "./database.ts";
import { openLedger } from "./ledger.ts";
import { startTestSandbox, type TestSandbox } from "./sandbox.ts";
import { silentLog } from "./silent-log.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A tenant's desired state; missing values have defaults. */
export interface Wish {
  readonly login?: string;
  readonly hostnames?: readonly string[];
  readonly licenses?: number;
  readonly members?: readonly string[];
  readonly plan?: string;
  readonly state?: Tenant["state"];
  readonly source?: Tenant["source"];
}

const text = z.string();
const Vendors = z.object({
  cloudflare: z.object({ zones: z.array(z.object({ custom_hostnames: z.array(z.object({ hostname: text })) })) }),
  apifew: z.object({
    users: z.array(z.object({ login: text })),
    managedUsers: z.array(z.object({ ownerLogin: text, managedLogin: text })),
    licenses: z.array(z.object({ key: text, pricingUid: text, ownerLogin: text, userLogin: text.nullable() })),
  }),
  clevercloud: z.object({ addons: z.array(z.object({ addonId: text, config: z.record(text, text) })) }),
});

const Ready = z.object({
  cloudflare: text,
  apifew: text,
  clevercloud: text,
  credentials: z.looseObject({
    cloudflare: z.looseObject({ apiToken: text, zoneId: text }),
    apifew: z.looseObject({ key: text }),
    clevercloud: z.looseObject({ providerId: text, password: text, ssoSalt: text }),
  }),
});

/** A control plane's database, a sandbox of the vendors and a configuration for both. */
export class ReconcilerHarness {
  readonly sandbox: TestSandbox;
  readonly database: Database;
  readonly queue: ReconcileQueue;
  readonly ledger: Ledger;
  readonly shards: ShardMap;
  readonly config: ControlPlaneConfig;
  readonly variables: Readonly<Record<string, string>>;
  readonly folder: string;

  constructor(
    parts: Pick<ReconcilerHarness, "sandbox" | "database" | "queue" | "shards" | "config" | "variables" | "folder">,
  ) {
    this.sandbox = parts.sandbox;
    this.database = parts.database;
    this.queue = parts.queue;
    this.shards = parts.shards;
    this.config = parts.config;
    this.variables = parts.variables;
    this.folder = parts.folder;
    this.ledger = openLedger(parts.database, parts.queue, { placeTenant: parts.shards.place });
  }

  /** `changes` replace whole sections of the configuration. */
  reconciler(
    reconciler: Partial<ControlPlaneConfig["reconciler"]> = {},
    changes: Partial<ControlPlaneConfig> = {},
  ): Promise<Reconciler> {
    const { database, queue, ledger, shards } = this;
    return createReconciler({
      config: withTerms({ ...this.config, ...changes, reconciler: { ...this.config.reconciler, ...reconciler } }),
      ownerEmailsOf: ownerEmails(vendorSettings(this.config, (name) => this.variables[name])),
      environment: (name) => this.variables[name],
      ...{ db: database.db, queue, ledger, shards, log: silentLog, metrics: createMetrics() },
    });
  }

  /** The configuration as a file, for processes that have the variables. */
  configFile(): string {
    const file = join(this.folder, "marketplane.yaml");
    writeFileSync(file, settings);
    return file;
  }

  /** Loses the states of all stacks; only reconcilers created afterwards can continue. */
  loseStates(): void {
    rmSync(join(this.config.reconciler.folder, "state"), { recursive: true });
  }

  /** Creates or changes a tenant, and returns its id. */
  want(externalId: string, wish: Wish): Promise<string> {
    const { login = `${externalId}@customer.com`, hostnames, licenses, members, plan, state, source = "direct" } = wish;
    return this.ledger.submit<string>({
      key: { source, externalId },
      actor: "operator:test",
      action: "want",
      hostnames: hostnames ?? [],
      decide: (before, { newId }) => {
        const id = before?.id ?? newId;
        const isOwned = source !== "clevercloud";
        const desired: Tenant["desired"] = {
          ...(isOwned && { owner: { login } }),
          ...before?.desired,
          ...(wish.login && { owner: { login } }),
          ...(licenses !== undefined && { license: { quantity: licenses } }),
          members: members?.map((member) => ({ login: member })) ?? before?.desired.members ?? [],
          counters: {},
          hostnames:
            hostnames?.map(
              (hostname) => ({ hostname, ssl: { method: "http" } }) as Tenant["desired"]["hostnames"][number],
            ) ??
            before?.desired.hostnames ??
            [],
        };
        const next = { id, source, externalId, plan: plan ?? before?.plan ?? "basic", desired, marketplace: {} };
        return { answer: id, next: { ...next, state: state ?? before?.state ?? "active" } };
      },
    });
  }

  tenants(): Promise<Tenant[]> {
    return this.database.db.selectFrom("tenants").selectAll().orderBy("createdAt").execute();
  }

  /** A tenant's condition as "status reason: message". */
  async condition(id: string, type: string): Promise<string> {
    const tenants = await this.tenants();
    const condition = tenants.find((tenant) => tenant.id === id)?.conditions.find((each) => each.type === type);
    return `${condition?.status} ${condition?.reason}: ${condition?.message}`;
  }

  async unconverged(): Promise<string[]> {
    const tenants = await this.tenants();
    return tenants.filter(({ generation, observedGeneration }) => generation > observedGeneration).map(({ id }) => id);
  }

  /** The sorted names of the vendors' objects; a duplicate is listed twice. */
  async vendors() {
    const { cloudflare, apifew, clevercloud } = Vendors.parse(await this.sandbox.state());
    return {
      hostnames: cloudflare.zones.flatMap((zone) => zone.custom_hostnames.map(({ hostname }) => hostname)).sort(),
      users: apifew.users.flatMap(({ login }) => (isSeeded(login) ? [] : [login])).sort(),
      members: apifew.managedUsers.map(({ managedLogin }) => managedLogin).sort(),
      licenses: apifew.licenses.flatMap(({ ownerLogin }) => (isSeeded(ownerLogin) ? [] : [ownerLogin])).sort(),
      addons: clevercloud.addons,
    };
  }

  /** The users of licenses. */
  async usedLicenses(): Promise<string[]> {
    const { apifew } = Vendors.parse(await this.sandbox.state());
    return apifew.licenses.flatMap(({ userLogin }) => (userLogin === null || isSeeded(userLogin) ? [] : [userLogin]));
  }

  /** The pricings of licenses in use. */
  async usedPricings(): Promise<string[]> {
    const { apifew } = Vendors.parse(await this.sandbox.state());
    return apifew.licenses.flatMap(({ userLogin, pricingUid }) =>
      userLogin === null || isSeeded(userLogin) ? [] : [pricingUid],
    );
  }

  /** All calls that the vendors received, with reads separate. */
  async writes(): Promise<string[]> {
    const calls = await this.sandbox.calls();
    return calls.filter(({ write }) => write).map(({ method, route, status }) => `${method} ${route} ${status}`);
  }
}

/** The sandbox starts with existing users. */
function isSeeded(login: string): boolean {
  return login.endsWith("@example.com");
}

interface HarnessOptions {
  readonly reconciler?: Partial<ControlPlaneConfig["reconciler"]>;
  /** Puts all tenants into one shard, shard-00. */
  readonly isOneShard?: boolean;
  readonly seed?: SeedInput;
}

/** A harness for the current test. */
export async function startReconcilerHarness({
  reconciler,
  isOneShard,
  seed,
}: HarnessOptions = {}): Promise<ReconcilerHarness> {
  const sandbox = await startTestSandbox({ rateLimit: { calls: 1_000_000, seconds: 1 }, seed });
  const folder = await temporaryFolder();
  const database = await openDatabase({ url: await createDatabase(), folder: "unused" }, silentLog);
  await migrate(database.db);
  const queue = await startReconcileQueue({ ...database, log: silentLog });
  const shards = isOneShard
    ? { place: () => "shard-00", refresh: () => Promise.resolve() }
    : await loadShardMap(database.db);
  const variables = {
    ...variablesOf(sandbox),
    ...ownVariables,
    DATABASE_URL: database.url,
    FOLDER: join(folder, "reconciler"),
  };
  const plain = parseConfig(settings, "test.yaml", (name) => new Map(Object.entries(variables)).get(name));
  const config = { ...plain, reconciler: { ...plain.reconciler, ...reconciler } };
  const harness = new ReconcilerHarness({ sandbox, database, queue, shards, config, variables, folder });
  onTestFinished(async () => {
    await harness.ledger.close();
    await queue.stop();
    await database.close();
    await sandbox[Symbol.asyncDispose]();
  });
  return harness;
}

function variablesOf({ ready }: TestSandbox): Record<string, string> {
  const { cloudflare, apifew, clevercloud, credentials } = Ready.parse(ready);
  return {
    CLOUDFLARE_API_TOKEN: credentials.cloudflare.apiToken,
    CLOUDFLARE_BASE_URL: cloudflare,
    CLOUDFLARE_RATE_LIMIT: "1000000/1",
    APIFEW_KEY: credentials.apifew.key,
    APIFEW_BASE_URL: apifew,
    CLEVERCLOUD_BASE_URL: clevercloud,
    ZONE_ID: credentials.cloudflare.zoneId,
    PROVIDER_ID: credentials.clevercloud.providerId,
    PASSWORD: credentials.clevercloud.password,
    SSO_SALT: credentials.clevercloud.ssoSalt,
  };
}

const ownVariables = {
  ENCRYPTION_KEY: "an encryption key of the tests, forty-eight letters",
  CANARY: "canary-secret-of-the-tests",
};

/* The placeholders are the configuration's own. */
const settings = `
publicUrl: http://127.0.0.1:8080
database: { url: "\${DATABASE_URL}" }
encryptionKey: "\${ENCRYPTION_KEY}"
values: { canary: "\${CANARY}" }
deployment:
  zoneId: "\${ZONE_ID}"
  fallbackOrigin: { hostname: proxy-fallback.saasprovider.com, content: 203.0.113.10 }
  cnameTarget: { hostname: customers.saasprovider.com }
  plans:
    basic: { pricingUid: ABCDEF1234567890, pricingName: monthly_10 }
  manifest:
    providerId: "\${PROVIDER_ID}"
    name: Sandbox
    configVars: [SANDBOX_ADDON_KEY, SANDBOX_ADDON_CANARY]
    regions: [eu]
    production: { baseUrl: "https://cp.saasprovider.com/clevercloud/resources", ssoUrl: "https://cp.saasprovider.com/clevercloud/sso/login" }
clevercloud:
  providerId: "\${PROVIDER_ID}"
  password: "\${PASSWORD}"
  ssoSalt: "\${SSO_SALT}"
  config: { SANDBOX_ADDON_KEY: "\${licenseKey}", SANDBOX_ADDON_CANARY: "\${config:canary}" }
reconciler: { folder: "\${FOLDER}", leaseSeconds: 2, retrySeconds: 1 }
`;
