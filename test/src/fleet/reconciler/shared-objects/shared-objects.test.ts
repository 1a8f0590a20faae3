import { beforeEach, describe, expect, it } from "vitest";
import { isSharedObject } from "../../../../../src/fleet/reconciler/shared-objects/shared-objects.ts";
import { addTenant } from "../../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";
import { testConfig, testConfigWithCleverCloud } from "../../../../support/service-context.ts";

const login = "jane@acme-shoes.com";
const config = testConfig();
const { zoneId } = config.deployment;

describe.skipIf(!hasDatabase)("an object that a tenant drops is needed", () => {
  const store = useDatabase();
  beforeEach(async () => {
    await store.database.db.deleteFrom("tenants").execute();
  });

  function ask(type: string, properties: Record<string, string>, { using = config, of = "leaving" } = {}) {
    const urn = `urn:pulumi:shard-00::marketplane::marketplane:index:Tenant$pulumi-nodejs:${type}::${of}-thing`;
    return isSharedObject(store.database.db, using)({ urn, id: "thing", properties });
  }

  const add = (facts: Parameters<typeof addTenant>[1]) => addTenant(store.database.db, facts);

  it("by no tenant if its own was removed and no other declares it", async () => {
    const own = await add({ plan: "dev", ownerLogin: login, state: "removed" });
    expect(await ask("apifew:User", { login }, { of: own })).toBe(false);
    expect(await ask("clevercloud:AddonConfig", { addonId: "addon_1" })).toBe(false);
  });

  it("by its own tenant if that has it through another resource now", async () => {
    const own = await add({ plan: "dev", ownerLogin: login });
    expect(await ask("apifew:User", { login }, { of: own })).toBe(true);
    expect(await ask("apifew:User", { login: "john@acme-shoes.com" }, { of: own })).toBe(false);
  });

  it("by a tenant with the same login in any letter case, for the objects that it shares", async () => {
    await add({ plan: "dev", ownerLogin: login });
    expect(await ask("apifew:User", { login })).toBe(true);
    expect(await ask("apifew:User", { login: login.toUpperCase() })).toBe(true);
    expect(await ask("apifew:License", { pricingUid: "pricing-dev", ownerLogin: login })).toBe(true);
    expect(await ask("apifew:License", { pricingUid: "pricing-pro", ownerLogin: login })).toBe(false);
    expect(await ask("apifew:ManagedUser", { ownerLogin: login, managedLogin: "john@acme-shoes.com" })).toBe(false);
  });

  it("by a tenant with the same person in its team", async () => {
    const id = await add({ plan: "dev", ownerLogin: "boss@acme-shoes.com" });
    const desired = { owner: { login: "boss@acme-shoes.com" }, members: [{ login }], hostnames: [], counters: {} };
    await store.database.db
      .updateTable("tenants")
      .set({ desired: JSON.stringify(desired) })
      .where("id", "=", id)
      .execute();
    expect(await ask("apifew:User", { login })).toBe(true);
    expect(await ask("apifew:ManagedUser", { ownerLogin: "boss@acme-shoes.com", managedLogin: login })).toBe(true);
  });

  it("by a tenant that has claimed its hostname since", async () => {
    const hostname = "shop.acme-shoes.com";
    const desired = (ssl: object) =>
      JSON.stringify({ owner: { login }, members: [], counters: {}, hostnames: [{ hostname, ssl }] });
    const id = await add({ plan: "dev", ownerLogin: login, hostnames: [hostname] });
    await store.database.db
      .updateTable("tenants")
      .set({ desired: desired({ method: "http", type: "dv" }) })
      .execute();
    expect(await ask("cloudflare:CustomHostname", { zoneId, hostname })).toBe(true);
    await store.database.db.updateTable("tenants").set({ state: "suspended" }).where("id", "=", id).execute();
    expect(await ask("cloudflare:CustomHostname", { zoneId, hostname })).toBe(true);
    expect(await ask("apifew:User", { login })).toBe(true);
  });

  it("by the tenant from whose id its login is derived, even if it was ordered under another login", async () => {
    const id = await add({ plan: "dev", ownerLogin: login, source: "clevercloud", externalId: "addon_2" });
    const using = testConfigWithCleverCloud({ ownerLogin: `Addon-\${tenantId}@saasprovider.com` });
    const derived = `Addon-${id}@saasprovider.com`;
    expect(await ask("apifew:User", { login: derived }, { using })).toBe(true);
    expect(await ask("apifew:User", { login: `other-${id}@saasprovider.com` }, { using })).toBe(false);
    const license = { pricingUid: "pricing-dev", ownerLogin: derived };
    expect(await ask("apifew:License", license, { using, of: id })).toBe(true);
  });

  it("by no removed tenant, and by none whose login is derived from its id", async () => {
    await add({ plan: "dev", ownerLogin: login, state: "removed" });
    await add({ plan: "dev", ownerLogin: login, source: "clevercloud", externalId: "addon_2" });
    const using = testConfigWithCleverCloud({ ownerLogin: `addon-\${tenantId}@saasprovider.com` });
    expect(await ask("apifew:User", { login }, { using })).toBe(false);
    expect(await ask("apifew:User", { login })).toBe(true);
  });
});
