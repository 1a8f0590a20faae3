import { beforeEach, describe, expect, it } from "vitest";
import { tenantColumns } from "../../../../../src/core/db/tables/tenant-tables.ts";
import { findTenant } from "../../../../../src/core/ledger/tenants.ts";
import { performAct } from "../../../../../src/http/marketplaces/cloudflare-app/perform-act.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { useLedger } from "../../../../support/ledger.ts";
import { testConfig } from "../../../../support/service-context.ts";

describe.skipIf(!hasDatabase)("a user whose address is written in another case", () => {
  const store = useLedger();
  beforeEach(async () => {
    await store.database.db.deleteFrom("tenants").execute();
  });

  const config = testConfig();
  const perform = (act: "user_create" | "sub_start" | "sub_end", email: string) => {
    const { db } = store.database;
    const offer = { ...config, cloudflareApp: { defaultPlan: "dev" } };
    const user = { email, zone: "acme.com" };
    const known = {
      ledger: store.ledger,
      isKnown: async (key: Parameters<typeof findTenant>[1]) => (await findTenant(db, key)) !== undefined,
    };
    return performAct(act === "user_create" ? { act, user } : { act, user, plan: "pro" }, offer, known);
  };
  const tenants = () => store.database.db.selectFrom("tenants").select(tenantColumns).orderBy("createdAt").execute();

  it("is the same tenant, which keeps the first spelling", async () => {
    await perform("user_create", "Jane@Acme.com");
    await perform("sub_start", "jane@acme.com");
    await perform("sub_end", "JANE@ACME.COM");
    expect(await tenants()).toEqual([
      expect.objectContaining({ plan: "dev", desired: expect.objectContaining({ owner: { login: "Jane@Acme.com" } }) }),
    ]);
  });

  it("finds a tenant that was created under another spelling by exactly that spelling", async () => {
    await perform("sub_start", "jane@acme.com");
    const [first] = await tenants();
    const apart = { ...first, id: "apart", externalId: JSON.stringify(["Jane@acme.com", "acme.com"]) };
    const json = { desired: JSON.stringify(first?.desired), marketplace: "{}", conditions: "[]" };
    await store.database.db
      .insertInto("tenants")
      .values({ ...(apart as NonNullable<typeof first>), ...json })
      .execute();
    await perform("sub_end", "Jane@acme.com");
    await perform("sub_end", "jANE@acme.com");
    expect((await tenants()).map(({ plan }) => plan)).toEqual(["dev", "dev"]);
  });
});
