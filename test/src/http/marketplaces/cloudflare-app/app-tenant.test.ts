import { describe, expect, test } from "vitest";
import { createApp } from "../../../../../src/process/app.ts";
import { TenantDeclaration } from "../../../../../stacks/tenant-declaration.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { useLedger } from "../../../../support/ledger.ts";
import { appPassword, basic, testContext } from "../../../../support/service-context.ts";

const create = { act: "user_create", user_email: "ada@customer.com", user_zone: "customer.com", user_tos: "1" };

describe.skipIf(!hasDatabase)("a switched-off tenant", () => {
  const held = useLedger();

  test("gets its id and its hostnames back, except those that another tenant has by then", async () => {
    const { ledger } = held;
    const { db } = held.database;
    const app = createApp(testContext({ db, ledger }));
    const act = async (parameters: Record<string, string>) => {
      const headers = { Authorization: basic("cloudflare", appPassword) };
      const body = new URLSearchParams(parameters);
      return (await app.request("/cloudflare-app", { method: "POST", headers, body })).json();
    };
    const claim = (user_zone: string, ...hostnames: string[]) =>
      ledger.submit({
        key: { source: "cloudflare-app", externalId: JSON.stringify(["ada@customer.com", user_zone]) },
        actor: "system",
        action: "claim",
        hostnames,
        decide: (tenant) => ({
          answer: undefined,
          ...(tenant && { next: { ...tenant, desired: { ...tenant.desired, hostnames: declare(hostnames) } } }),
        }),
      });
    const first = await act(create);
    await claim("customer.com", "a.customer.com", "b.customer.com");
    await act({ ...create, act: "user_deactivate" });
    await act({ ...create, user_zone: "other.com" });
    await claim("other.com", "b.customer.com");

    const second = await act(create);

    const tenants = await db
      .selectFrom("tenants")
      .select(["externalId", "state", "desired"])
      .orderBy("createdAt")
      .execute();
    expect(second).toEqual(first);
    expect(tenants[0]).toMatchObject({ state: "active", desired: { hostnames: [{ hostname: "a.customer.com" }] } });
    expect(tenants[1]).toMatchObject({ state: "active", desired: { hostnames: [{ hostname: "b.customer.com" }] } });
  });
});

function declare(hostnames: readonly string[]) {
  return TenantDeclaration.shape.hostnames.parse(hostnames.map((hostname) => ({ hostname })));
}
