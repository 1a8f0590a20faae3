import { addonConfig } from "@marketplane/providers/clevercloud/addon-config.ts";
import { describe, expect, it } from "vitest";
import type { TestSandbox } from "../../../support/sandbox.ts";
import {
  briefly,
  configSecret,
  detect,
  jane,
  john,
  managed,
  pricingUid,
  stackOf,
  startDriftSandbox,
  zoneId,
} from "./drift-fixture.ts";
import { hostnameId, managedFleet } from "./managed-fleet.ts";

const hostnameType = "cloudflare:CustomHostname";

/** A call to a vendor's own API. */
async function call({ ready, settings }: TestSandbox, method: string, path: string, body?: unknown): Promise<void> {
  const isApifew = path.startsWith("/v2");
  const response = await fetch(`${isApifew ? ready.apifew : `${ready.cloudflare}/zones/${zoneId}`}${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${settings.configured("cloudflare:apiToken")}`,
      "apifew-key": settings.configured("apifew:key") ?? "",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.ok, await response.text()).toBe(true);
}

async function keyOf(sandbox: TestSandbox, user: string): Promise<string> {
  const { apifew } = Object(await sandbox.state());
  return apifew.licenses.find(({ userLogin }: { userLogin: string }) => userLogin === user).key;
}

describe("detectDrift", () => {
  it("finds nothing if everything is as declared, and writes nothing", async () => {
    await using sandbox = await startDriftSandbox();
    const stacks = [stackOf(sandbox, await managedFleet(sandbox))];
    const before = (await sandbox.calls()).length;

    const report = await detect(stacks);

    expect(report).toMatchObject({ result: "clean", findings: [], errors: [] });
    expect(report.stacks).toEqual([{ name: "test", status: "checked", reason: null, resources: 10, notChecked: [] }]);
    expect((await sandbox.calls()).slice(before).filter(({ write }) => write)).toEqual([]);
  });

  it("reports a changed property by its path, with the desired and the observed value", async () => {
    await using sandbox = await startDriftSandbox();
    const stacks = [stackOf(sandbox, await managedFleet(sandbox))];
    const id = await hostnameId(sandbox, "shop.acme-shoes.com");
    await call(sandbox, "PATCH", `/custom_hostnames/${id}`, {
      ssl: { method: "http", type: "dv", settings: { min_tls_version: "1.0" } },
    });

    const { findings, result } = await detect(stacks);

    expect(result).toBe("drift");
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      kind: "changed",
      severity: "error",
      stack: "test",
      name: "shop",
      isRemediatedByUp: true,
      property: { path: "ssl.settings.minTlsVersion", desired: "1.2", observed: "1.0", isSecret: false },
    });
  });

  it("reports that a secret differs without showing either value", async () => {
    await using sandbox = await startDriftSandbox();
    const stacks = [stackOf(sandbox, await managedFleet(sandbox))];
    const other = "https://other-secret.saasprovider.com";
    await sandbox.control("PATCH", "/clevercloud/addons/addon_1", { config: { SANDBOX_ADDON_URL: other } });

    const report = await detect(stacks);

    expect(report.findings.map(({ property }) => property)).toEqual([
      { path: "config.SANDBOX_ADDON_URL", desired: "[secret]", observed: "[secret]", isSecret: true },
    ]);
    const { apifew } = Object(await sandbox.state());
    const keys = apifew.licenses.map(({ key }: { key: string }) => key);
    for (const secret of [configSecret, other, ...keys]) {
      expect(JSON.stringify(report)).not.toContain(secret);
    }
  });

  it("reports an object that is gone, but not one that is only absent from a listing", async () => {
    await using sandbox = await startDriftSandbox();
    const stacks = [stackOf(sandbox, await managedFleet(sandbox))];
    await call(sandbox, "DELETE", `/custom_hostnames/${await hostnameId(sandbox, "docs.acme-shoes.com")}`);
    await call(sandbox, "POST", "/v2/app/pricing/license/release", { PRICING_UID: pricingUid, USER_LOGIN: john });

    const { findings } = await detect(stacks);

    expect(briefly(findings)).toEqual([
      ["missing", "apifew:LicenseAssignment", "johns-license"],
      ["missing", hostnameType, "docs"],
    ]);
  });

  it("reports every kind of unmanaged object, once", async () => {
    await using sandbox = await startDriftSandbox();
    const stacks = [stackOf(sandbox, await managedFleet(sandbox))];
    const hank = "hank@globex-energy.com";
    await call(sandbox, "POST", "/custom_hostnames", {
      hostname: "foreign.globex.com",
      ssl: { method: "http", type: "dv" },
    });
    await call(sandbox, "POST", "/v2/app/user/create", { USER_LOGIN: hank });
    await call(sandbox, "POST", "/v2/app/pricing/license/create", {
      PRICING_UID: pricingUid,
      OWNER_LOGIN: hank,
      QUANTITY: 2,
    });
    await call(sandbox, "POST", "/v2/app/pricing/license/create", {
      PRICING_UID: pricingUid,
      OWNER_LOGIN: jane,
      QUANTITY: 1,
      NO_USAGE: true,
    });
    await sandbox.control("POST", "/apifew/pricings", {
      uid: "0123456789ABCDEF",
      name: "gold",
      revisions: [{ rev: 1 }],
    });

    const { findings } = await detect(stacks);

    expect(findings.map(({ kind, severity, type, id }) => [kind, severity, type, id])).toEqual([
      ["unmanaged", "warning", "apifew:License", `${pricingUid}/${hank}`],
      ["unmanaged", "note", "apifew:License", `${pricingUid}/${jane}`],
      ["unmanaged", "note", "apifew:Pricing", "gold"],
      ["unmanaged", "warning", "apifew:User", hank],
      ["unmanaged", "warning", hostnameType, `${zoneId}/${await hostnameId(sandbox, "foreign.globex.com")}`],
    ]);
    expect((await detect(stacks, { isUnmanagedWanted: false })).findings).toEqual([]);
  });

  it("counts an add-on as owned if a stack sets its config vars, and as unmanaged if none does", async () => {
    await using sandbox = await startDriftSandbox({
      seed: { clevercloud: { addons: [{ addonId: "addon_1" }, { addonId: "addon_2" }] } },
    });

    const { findings } = await detect([stackOf(sandbox, [await managed(sandbox, addonConfig, "config", "addon_1")])]);

    expect(briefly(findings)).toEqual([["unmanaged", "clevercloud:Addon", "addon_2"]]);
  });

  it.each([
    { status: "moved", isRemediated: true },
    { status: "deleted", isRemediated: true },
    { status: "blocked", isRemediated: true },
    { sslStatus: "validation_timed_out", isRemediated: true },
    { sslStatus: "expired", isRemediated: false },
  ])("reports a hostname that does not work: $status$sslStatus", async ({ isRemediated, ...statuses }) => {
    await using sandbox = await startDriftSandbox();
    const stacks = [stackOf(sandbox, await managedFleet(sandbox))];
    await sandbox.control("POST", "/cloudflare/hostnames", { hostname: "www.acme-shoes.com", ...statuses });

    const { findings } = await detect(stacks);

    expect(briefly(findings)).toEqual([["degraded", hostnameType, "www"]]);
    expect(findings[0]?.isRemediatedByUp).toBe(isRemediated);
    expect(findings[0]?.message).toContain(statuses.status ?? statuses.sslStatus);
  });

  it.each([{ active: false, status: "cancelled" }, { status: "cancelled" }, { endDate: "2020-02-29" }])(
    "reports a license that has ended: %o",
    async (change) => {
      await using sandbox = await startDriftSandbox();
      const stacks = [stackOf(sandbox, await managedFleet(sandbox))];
      await sandbox.control("PATCH", `/apifew/licenses/${await keyOf(sandbox, john)}`, change);

      const { findings } = await detect(stacks);

      expect(briefly(findings)).toEqual([
        ["degraded", "apifew:License", "licenses"],
        ["degraded", "apifew:LicenseAssignment", "johns-license"],
      ]);
    },
  );

  it("ignores the properties that the program ignores", async () => {
    await using sandbox = await startDriftSandbox();
    const fleet = await managedFleet(sandbox);
    const lenient = fleet.map((one) =>
      one.urn.endsWith("::shop") ? { ...one, ignoreChanges: ["ssl.settings.minTlsVersion"] } : one,
    );
    const id = await hostnameId(sandbox, "shop.acme-shoes.com");
    await call(sandbox, "PATCH", `/custom_hostnames/${id}`, {
      ssl: { method: "http", type: "dv", settings: { min_tls_version: "1.0" } },
    });

    expect((await detect([stackOf(sandbox, lenient)])).findings).toEqual([]);
  });

  it("counts other providers' resources, and reports unverifiable ones without failing the scan", async () => {
    await using sandbox = await startDriftSandbox();
    const [line = { urn: "", inputs: {} }] = await managedFleet(sandbox);
    const record = { ...line, urn: "urn:pulumi:test::shop::dns::a", type: "cloudflare:index/dnsRecord:DnsRecord" };
    const member = {
      ...line,
      urn: "urn:pulumi:test::shop::pulumi-nodejs:apifew:ManagedUser::member",
      type: "pulumi-nodejs:apifew:ManagedUser",
      id: `${jane}/${john}`,
      inputs: { ownerLogin: jane, managedLogin: john },
      outputs: { ownerLogin: jane, managedLogin: john, isReadable: false },
    };

    const report = await detect([stackOf(sandbox, [record, member])], { isUnmanagedWanted: false });

    expect(report).toMatchObject({ result: "clean", summary: { failing: 0 } });
    expect(report.stacks[0]?.notChecked).toEqual([{ type: "cloudflare:index/dnsRecord:DnsRecord", count: 1 }]);
    expect(briefly(report.findings)).toEqual([["unverifiable", "apifew:ManagedUser", "member"]]);
  });
});
