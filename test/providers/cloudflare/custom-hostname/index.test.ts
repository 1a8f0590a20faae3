import { describe, expect, it } from "vitest";
import { customHostname } from "../../../../providers/cloudflare/custom-hostname/index.ts";
import { createHandler } from "../../../../providers/resource-handler.ts";
import type { Settings } from "../../../../providers/settings.ts";
import { Entitlements } from "../../../../src/tools/sandbox/cloudflare/seed.ts";
import { hearNotices } from "../../../support/hear-notices.ts";
import { otherZoneId, startCloudflare, zoneId } from "../cloudflare-zone.ts";

const collection = "/zones/:zone/custom_hostnames";
const one = `${collection}/:id`;
const hostname = "shop.acme-shoes.com";
const http = { zoneId, hostname, ssl: { method: "http" } };
const txt = { zoneId, hostname, ssl: { method: "txt" } };

describe("create", () => {
  it("shows Cloudflare's messages of a success, such as the billing of a hostname over the quota", async () => {
    await using cloudflare = await startCloudflare({
      zone: { entitlements: Entitlements.parse({ quotaAllocated: 0 }) },
    });
    using heard = hearNotices();

    await cloudflare.driveHostname().up(http);

    expect(heard.messages).toEqual([
      `Cloudflare, about ${hostname}: Custom hostname quota exceeded; this hostname will be billed.`,
    ]);
  });

  it("looks for the name first, creates the hostname, and returns its records", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();

    await driver.up(http);

    const calls = await cloudflare.newCalls();
    expect(calls.slice(0, 3)).toEqual([`GET ${collection}`, `POST ${collection}`, `GET ${one}`]);
    expect(cloudflare.sent).toEqual([{ method: "POST", body: { hostname, ssl: { method: "http", type: "dv" } } }]);
    const [made] = (await cloudflare.zone()).custom_hostnames;
    expect(driver.id).toBe(`${zoneId}/${made?.id}`);
    expect(driver.outs).toMatchObject({
      hostnameId: made?.id,
      status: "pending",
      sslStatus: "pending_validation",
      validationRecords: [{ httpUrl: expect.stringContaining(hostname), httpBody: expect.any(String) }],
      ownershipVerification: { type: "txt", name: `_cf-custom-hostname.${hostname}`, value: expect.any(String) },
      ownershipVerificationHttp: { httpUrl: expect.stringContaining(hostname), httpBody: expect.any(String) },
      verificationErrors: ["custom hostname does not CNAME to this zone."],
    });
  });

  it("creates a hostname without a certificate if ssl is omitted", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();

    await driver.up({ zoneId, hostname });

    expect(cloudflare.sent).toEqual([{ method: "POST", body: { hostname } }]);
    expect(driver.outs).not.toHaveProperty("sslStatus");
    expect(await driver.up({ zoneId, hostname })).toBe("same");
  });

  it("returns both TXT records of a wildcard certificate, in an order independent of Cloudflare's", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();

    await driver.up({ ...txt, ssl: { method: "txt", wildcard: true } });

    const { validationRecords } = driver.outs;
    expect(validationRecords).toHaveLength(2);
    expect(validationRecords).toEqual([
      { txtName: `_acme-challenge.${hostname}`, txtValue: expect.any(String), status: "pending" },
      { txtName: `_acme-challenge.${hostname}`, txtValue: expect.any(String), status: "pending" },
    ]);
    expect(await driver.refresh()).toBe("same");
    expect(driver.outs.validationRecords).toEqual(validationRecords);
  });

  it("is followed by a run that makes no call", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    await cloudflare.newCalls();

    expect(await driver.up(http)).toBe("same");

    expect(await cloudflare.newCalls()).toEqual([]);
  });
});

describe("a lost answer", () => {
  it.each([{ reset: true }, { status: 502 }, { malformed: true }])(
    "after the POST's commit (%o) never creates a second hostname and needs no adopt",
    async (fault) => {
      await using cloudflare = await startCloudflare();
      await cloudflare.sandbox.fault({ vendor: "cloudflare", method: "POST", ...fault, afterCommit: true });
      const driver = cloudflare.driveHostname();

      await driver.up(http);

      const { custom_hostnames } = await cloudflare.zone();
      expect(custom_hostnames).toHaveLength(1);
      expect(driver.id).toBe(`${zoneId}/${custom_hostnames[0]?.id}`);
      expect(await cloudflare.newWrites()).toEqual([`POST ${collection}`]);
    },
  );

  it.each([{ reset: true }, { status: 503 }, { malformed: true }])(
    "before the POST's commit (%o) results in one hostname",
    async (fault) => {
      await using cloudflare = await startCloudflare();
      await cloudflare.sandbox.fault({ vendor: "cloudflare", method: "POST", ...fault });

      await cloudflare.driveHostname().up(http);

      expect((await cloudflare.zone()).custom_hostnames).toHaveLength(1);
      expect(await cloudflare.newWrites()).toEqual([`POST ${collection}`, `POST ${collection}`]);
    },
  );

  it("that was a refusal for load is waited out", async () => {
    await using cloudflare = await startCloudflare();
    await cloudflare.sandbox.fault({ vendor: "cloudflare", status: 429, retryAfter: 30, times: 3 });

    await cloudflare.driveHostname().up(http);

    expect((await cloudflare.zone()).custom_hostnames).toHaveLength(1);
  });

  it("of a PATCH makes it be sent once more", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    await cloudflare.sandbox.fault({ vendor: "cloudflare", method: "PATCH", reset: true, afterCommit: true });

    await driver.up({ ...http, customMetadata: { tier: 2 } });

    expect((await cloudflare.zone()).custom_hostnames[0]?.custom_metadata).toEqual({ tier: 2 });
  });
});

describe("replace", () => {
  it("deletes the old name before it creates the new one in the same zone", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    await cloudflare.newCalls();

    expect(await driver.up({ ...http, hostname: "new.acme-shoes.com" })).toBe("replace");

    expect(await cloudflare.newWrites()).toEqual([`DELETE ${one}`, `POST ${collection}`]);
    expect((await cloudflare.zone()).custom_hostnames.map((wire) => wire.hostname)).toEqual(["new.acme-shoes.com"]);
  });

  it("creates the hostname in the new zone before it deletes the old one, which it never patches", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    await cloudflare.newCalls();

    expect(await driver.up({ ...http, zoneId: otherZoneId, ssl: { method: "txt" } })).toBe("replace");

    expect(await cloudflare.newWrites()).toEqual([`POST ${collection}`, `DELETE ${one}`]);
    expect((await cloudflare.zone()).custom_hostnames).toEqual([]);
    expect((await cloudflare.zone(otherZoneId)).custom_hostnames).toHaveLength(1);
  });
});

describe("read", () => {
  it("reports a hostname as gone only if Cloudflare says that it does not exist", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    await cloudflare.client.deleteCustomHostname(zoneId, String(driver.outs.hostnameId));

    expect(await driver.refresh()).toBe("gone");
  });

  it.each([401, 403, 429, 500, 503])("keeps the state on HTTP %i", async (status) => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    const { id, outs } = driver;
    await cloudflare.sandbox.fault({ vendor: "cloudflare", method: "GET", status, times: 50 });

    await expect(driver.refresh()).rejects.toThrow(`HTTP ${status}`);
    expect({ id: driver.id, outs: driver.outs }).toEqual({ id, outs });
  });

  it("keeps the state if the zone is not visible", async () => {
    await using cloudflare = await startCloudflare();
    const id = "0123456789abcdef0123456789abcdef/a0000000-0000-4000-8000-000000000000";
    const driver = cloudflare.driveHostname({ id, outs: http });

    await expect(driver.refresh()).rejects.toThrow(/7003.*check zoneId/);
    await expect(driver.destroy()).rejects.toThrow(/7003/);
  });

  it("keeps the state on a 404 that is not Cloudflare's, as behind a wrong base URL", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    const { configured } = cloudflare.settings;
    const wrong = `${new URL(cloudflare.sandbox.ready.control).origin}/nowhere`;
    const settings: Settings = {
      configured: (key) => (key === "cloudflare:baseUrl" ? wrong : configured(key)),
      environment: () => undefined,
    };
    const handler = createHandler(customHostname, { settings });

    await expect(handler.read(String(driver.id), driver.outs)).rejects.toThrow("HTTP 404");
    await expect(handler.delete(String(driver.id), driver.outs)).rejects.toThrow("HTTP 404");
  });

  it("with the id alone returns the inputs of a matching program", async () => {
    const zone = {
      dnsRecords: [{ type: "A" as const, name: "eu.saasprovider.com", content: "203.0.113.8", proxied: true }],
    };
    await using cloudflare = await startCloudflare({ zone });
    const programs = [
      { zoneId, hostname: "a.acme-shoes.com" },
      { zoneId, hostname: "b.acme-shoes.com", ssl: { method: "http" } },
      { zoneId, hostname: "c.acme-shoes.com", ssl: { method: "txt", wildcard: true, settings: { tls13: "on" } } },
      {
        zoneId,
        hostname: "d.acme-shoes.com",
        ssl: { method: "email", bundleMethod: "force", cloudflareBranding: true },
        customMetadata: { tier: 2, vip: true },
        customOriginServer: "eu.saasprovider.com",
        customOriginSni: ":request_host_header:",
      },
    ];
    for (const program of programs) {
      const made = cloudflare.driveHostname();
      await made.up(program);
      await cloudflare.newCalls();
      const imported = cloudflare.driveHostname({ id: String(made.id) });
      await imported.refresh();

      expect(await imported.up(program)).toBe("same");
      expect(await cloudflare.newWrites()).toEqual([]);
    }
  });

  it("refuses an invalid id", async () => {
    await using cloudflare = await startCloudflare();
    for (const id of ["", "zone", "zone/", "zone/id/more"]) {
      await expect(cloudflare.hostnameHandler().read(id, {})).rejects.toThrow(/<zone's id>\/<custom hostname's id>/);
    }
  });
});

describe("delete", () => {
  it("deletes the hostname, and succeeds when repeated", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    const again = cloudflare.driveHostname({ id: String(driver.id), outs: driver.outs });

    await driver.destroy();
    await again.destroy();

    expect((await cloudflare.zone()).custom_hostnames).toEqual([]);
  });

  it("keeps the state if the credentials do not permit it", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    await cloudflare.sandbox.fault({ vendor: "cloudflare", method: "DELETE", status: 403 });

    await expect(driver.destroy()).rejects.toThrow("HTTP 403");
    expect(driver.id).toBeDefined();
  });
});

describe("list", () => {
  it("returns every hostname of the zone once, as an import would read it", async () => {
    const names = Array.from({ length: 120 }, (_, index) => `n${index}.acme-shoes.com`);
    await using cloudflare = await startCloudflare({
      zone: { customHostnames: names.map((name) => ({ hostname: name })) },
    });

    const listed: string[] = [];
    for await (const { id, inputs } of customHostname.list({ zoneId }, cloudflare)) {
      expect(id).toMatch(new RegExp(`^${zoneId}/`));
      listed.push(inputs.hostname);
    }

    expect(listed).toEqual(names);
    expect(await cloudflare.newCalls()).toEqual(Array(3).fill(`GET ${collection}`));
  });
});
