import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { expect } from "vitest";
import type { Database } from "../../src/core/db/open-database.ts";
import { verifyChain } from "../../src/core/ledger/audit-chain.ts";
import { readAudit } from "./ledger.ts";
import { basic, cleverPassword } from "./service-context.ts";

/** A marketplace's calls for one add-on, in order; each is repeated until it is acknowledged. */
const journey = [
  { action: "provision", method: "POST", body: { plan: "dev" }, leaves: { plan: "dev", state: "active" } },
  { action: "change-plan", method: "PUT", body: { plan: "pro" }, leaves: { plan: "pro", state: "active" } },
  { action: "change-plan", method: "PUT", body: { plan: "dev" }, leaves: { plan: "dev", state: "active" } },
  { action: "deprovision", method: "DELETE", body: undefined, leaves: { plan: "dev", state: "removed" } },
] as const;
type Step = (typeof journey)[number];

export interface Addon {
  readonly addonId: string;
  /** The values of the provisioning answer. */
  readonly id: string;
  /** The acknowledged steps. */
  readonly acknowledged: number;
}

const callTimeoutMs = 20_000;
/** Pause between two calls, so that processes get time to start. */
const pauseMs = 15;

/** Marketplaces that order, change and delete add-ons at the current service until they are stopped. */
export class MarketplaceLoad {
  readonly #urls = new Set<string>();
  readonly #work: Promise<void>[];
  readonly #addons: Addon[] = [];
  readonly #acknowledged = new Map<string, number>();
  #isStopping = false;
  #brokenCount = 0;

  constructor(marketplaces: number, random: () => number) {
    this.#work = Array.from({ length: marketplaces }, (_, index) => this.#order(`addon_${index}`, random));
    // `stop` checks the results; until then a failure does not affect the others.
    for (const work of this.#work) {
      work.catch(() => undefined);
    }
  }

  /** Calls that were interrupted or temporarily refused. */
  get brokenCount(): number {
    return this.#brokenCount;
  }

  /** Calls that the service at the URL has acknowledged. */
  acknowledgedBy(url: string): number {
    return this.#acknowledged.get(url) ?? 0;
  }

  add(url: string): void {
    this.#urls.add(url);
  }

  remove(url: string): void {
    this.#urls.delete(url);
  }

  /** Waits until every started call is acknowledged, and returns all add-ons. */
  async stop(): Promise<readonly Addon[]> {
    this.#isStopping = true;
    await Promise.all(this.#work);
    return this.#addons;
  }

  async #order(name: string, random: () => number): Promise<void> {
    for (let count = 0; !this.#isStopping; count += 1) {
      const addonId = `${name}_${count}`;
      const steps = Math.ceil(random() * journey.length);
      let id = "";
      let acknowledged = 0;
      for (const step of journey.slice(0, steps)) {
        const answer = await this.#callUntilAcknowledged(step, addonId, id, random);
        id ||= answer.id ?? "";
        acknowledged += 1;
      }
      this.#addons.push({ addonId, id, acknowledged });
    }
  }

  async #callUntilAcknowledged(step: Step, addonId: string, id: string, random: () => number) {
    for (;;) {
      const urls = [...this.#urls];
      const url = urls[Math.floor(random() * urls.length)];
      const answer = url === undefined ? undefined : await this.#call(url, step, addonId, id);
      await sleep(pauseMs);
      if (answer !== undefined) {
        return answer;
      }
    }
  }

  /** The answer, or undefined if the call must be repeated. */
  async #call(url: string, { method, body }: Step, addonId: string, id: string): Promise<{ id?: string } | undefined> {
    const path = method === "POST" ? "" : `/${id}`;
    try {
      const response = await fetch(`${url}/clevercloud/resources${path}`, {
        method,
        headers: { "Content-Type": "application/json", Authorization: basic("acme-addon", cleverPassword) },
        ...(body && { body: JSON.stringify({ addon_id: addonId, owner_id: "orga_1", region: "EU", ...body }) }),
        signal: AbortSignal.timeout(callTimeoutMs),
      });
      const text = await response.text();
      if (response.status === 503) {
        throw new TypeError("busy");
      }
      if (response.status !== 200) {
        throw new Error(`${method} was answered ${response.status}: ${text}`);
      }
      this.#acknowledged.set(url, this.acknowledgedBy(url) + 1);
      return text === "" ? {} : (JSON.parse(text) as { id?: string });
    } catch (error) {
      // fetch's errors for a refused or broken connection, or a timeout.
      if (!(error instanceof TypeError) && !(error instanceof DOMException)) {
        throw error;
      }
      this.#brokenCount += 1;
      return undefined;
    }
  }
}

/** Compares the database with the acknowledged calls: nothing is lost, and nothing took effect twice. */
export async function expectExactlyOnce({ db }: Pick<Database, "db">, addons: readonly Addon[]): Promise<void> {
  const tenants = await db.selectFrom("tenants").selectAll().execute();
  const entries = await readAudit({ db });
  const tenantOf = new Map(tenants.map((tenant) => [tenant.externalId, tenant]));
  const actionsOf = Map.groupBy(entries, ({ tenantId }) => tenantId);
  const held = addons.map(({ addonId }) => {
    const tenant = tenantOf.get(addonId);
    const actions = actionsOf.get(tenant?.id ?? "")?.map(({ action }) => action);
    return {
      addonId,
      id: tenant?.id,
      generation: tenant?.generation,
      actions,
      plan: tenant?.plan,
      state: tenant?.state,
    };
  });
  const expected = addons.map(({ addonId, id, acknowledged }) => {
    const actions = journey.slice(0, acknowledged).map(({ action }) => action);
    return { addonId, id, generation: acknowledged, actions, ...journey[acknowledged - 1]?.leaves };
  });
  expect(held).toEqual(expected);
  expect(tenants).toHaveLength(addons.length);
  expect(await verifyChain(entries)).toMatchObject({ isIntact: true, head: { seq: entries.length } });
}

/** Asserts that every shard with pending work has a waiting job. */
export async function expectJobs({ db }: Pick<Database, "db">): Promise<void> {
  const tenants = await db.selectFrom("tenants").select(["shard", "generation", "observedGeneration"]).execute();
  const behind = tenants.filter(({ generation, observedGeneration }) => observedGeneration < generation);
  const jobs = await sql<{ shard: string }>`
    select singleton_key as shard from pgboss.job where state in ('created', 'retry')`.execute(db);
  expect(new Set(jobs.rows.map(({ shard }) => shard))).toEqual(new Set(behind.map(({ shard }) => shard)));
}
