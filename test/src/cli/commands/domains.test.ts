import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { domainsCommand } from "../../../../src/cli/commands/domains.ts";
import { commandEnvironment } from "../../../../src/cli/kernel/command-environment.ts";
import { listen } from "../../../../src/http/kernel/http-listener.ts";
import { tenantsRoutes } from "../../../../src/http/operators-api/tenants/tenants-routes.ts";
import { createApp } from "../../../../src/process/app.ts";
import { hasDatabase } from "../../../support/database.ts";
import { startDnsServer } from "../../../support/dns-zones.ts";
import { provision, useLedger } from "../../../support/ledger.ts";
import { operatorOf } from "../../../support/operator.ts";
import { testConfig, testContext } from "../../../support/service-context.ts";

const target = "customers.saasprovider.com";

describe.skipIf(!hasDatabase)("marketplane domains verify", () => {
  const held = useLedger();
  const ids: string[] = [];
  beforeAll(async () => {
    ids.push(await held.ledger.submit(provision("one", "dev", ["right.shop.example", "wrong.shop.example"])));
    ids.push(await held.ledger.submit(provision("two", "dev", ["missing.shop.example"])));
    await held.database.db
      .insertInto("hostnameStatus")
      .values({
        ...{ hostname: "right.shop.example", cloudflareId: "c1", status: "active", certificateStatus: "active" },
        ...{ details: "{}", observedAt: new Date() },
      })
      .execute();
  });

  /** Runs the command against a control plane whose resolvers are the test's DNS server. */
  async function verify(...args: readonly string[]): Promise<{ code: number; said: string }> {
    const server = await startDnsServer({
      zones: ["shop.example", "saasprovider.com"],
      records: [
        ["right.shop.example", "CNAME", target],
        ["wrong.shop.example", "CNAME", "old-host.example"],
      ],
    });
    const config = testConfig({ dns: { resolvers: [server], nameservers: [server] } });
    const context = testContext({ db: held.database.db, ledger: held.ledger, config });
    const app = createApp(context, { groups: [tenantsRoutes(context)] });
    const http = await listen(app, { host: "127.0.0.1", port: 0, requestTimeoutMs: 60_000 });
    onTestFinished(() => http.close(0));
    const variables = { MARKETPLANE_URL: http.url, MARKETPLANE_TOKEN: (await operatorOf(app, context, "read")).token };
    const command = domainsCommand(commandEnvironment(variables));
    const printed: string[] = [];
    const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(String(text)) > 0);
    for (const each of command.commands) {
      each.exitOverride().configureOutput({ writeErr: (text) => printed.push(text) });
    }
    try {
      await command.parseAsync(["verify", ...args], { from: "user" });
      return { code: Number(process.exitCode ?? 0), said: printed.join("") };
    } catch {
      return { code: 1, said: printed.join("") };
    } finally {
      process.exitCode = 0;
      write.mockRestore();
    }
  }

  test("reports a domain that works with exit code 0", async () => {
    const { code, said } = await verify("right.shop.example");
    expect(said).toContain("right.shop.example: right.shop.example is live.");
    expect(code).toBe(0);
  });

  test("says what is wrong, who has to act and how, and exits with 1", async () => {
    const { code, said } = await verify("WRONG.shop.example");
    expect(said).toContain("The CNAME record of wrong.shop.example points to old-host.example.");
    expect(said).toContain("customer: Change it to customers.saasprovider.com.");
    expect(said).toMatch(/CNAME +wrong\.shop\.example +customers\.saasprovider\.com +old-host\.example +wrong/);
    expect(code).toBe(1);
  });

  test("checks every hostname of a tenant, or of all tenants, as JSON too", async () => {
    const own = JSON.parse((await verify("--tenant", ids[0] ?? "", "--json")).said) as {
      domains: { hostname: string }[];
    };
    expect(own.domains.map(({ hostname }) => hostname)).toEqual(["right.shop.example", "wrong.shop.example"]);
    const all = JSON.parse((await verify("--all", "--json")).said) as {
      domains: { hostname: string; verdict: { code: string } }[];
    };
    expect(Object.fromEntries(all.domains.map(({ hostname, verdict }) => [hostname, verdict.code]))).toEqual({
      "right.shop.example": "live",
      "wrong.shop.example": "cname-wrong",
      "missing.shop.example": "cname-missing",
    });
  });

  test.each([
    [["--all", "--tenant", "x"], "one of these is required: a hostname, --tenant or --all"],
    [[], "one of these is required: a hostname, --tenant or --all"],
    [["other.example"], "no tenant has the hostname other.example"],
    [["--tenant", "unknown"], "There is no such tenant."],
  ])("with %j says what is wrong with it", async (args, message) => {
    expect(await verify(...args)).toMatchObject({ code: 1, said: expect.stringContaining(message) });
  });
});

describe.skipIf(!hasDatabase)("the API's check of a domain", () => {
  const held = useLedger();

  test("asks about no name but the tenant's own hostnames", async () => {
    const id = await held.ledger.submit(provision("three", "dev", ["own.shop.example"]));
    const asked: string[] = [];
    const server = await startDnsServer({
      zones: ["shop.example"],
      records: [],
      onQuestion: (name) => asked.push(name),
    });
    const config = testConfig({ dns: { resolvers: [server], nameservers: [server] } });
    const context = testContext({ db: held.database.db, ledger: held.ledger, config });
    const reader = await operatorOf(createApp(context, { groups: [tenantsRoutes(context)] }), context, "read");
    expect((await reader.call(`/api/v1/tenants/${id}/hostnames/other.shop.example/dns`)).status).toBe(404);
    expect((await reader.call(`/api/v1/tenants/${"z".repeat(26)}/hostnames/own.shop.example/dns`)).status).toBe(404);
    expect(asked).toEqual([]);
  });
});
