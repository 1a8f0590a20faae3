/** Adoption of existing hostnames, and restarts of abandoned ones. */
import { describe, expect, it } from "vitest";
import { createSelfSignedCertificate } from "../../../support/self-signed-certificate.ts";
import { startCloudflare, zoneId } from "../cloudflare-zone.ts";

const collection = "/zones/:zone/custom_hostnames";
const one = `${collection}/:id`;
const hostname = "shop.acme-shoes.com";
const http = { zoneId, hostname, ssl: { method: "http" } };
const txt = { zoneId, hostname, ssl: { method: "txt" } };

describe("a hostname that already exists", () => {
  const seeded = { customHostnames: [{ hostname, ssl: { method: "http", type: "dv" } }] };

  it("is refused with the code, the hostname and the option, and not changed", async () => {
    await using cloudflare = await startCloudflare({ zone: seeded });

    const up = cloudflare.driveHostname().up(http);

    await expect(up).rejects.toThrow(/shop\.acme-shoes\.com .*1406.*adopt: true/);
    expect(await cloudflare.newWrites()).toEqual([]);
  });

  it("is taken over by adopt: true without a write if it is as declared", async () => {
    await using cloudflare = await startCloudflare({ zone: seeded });
    const driver = cloudflare.driveHostname();

    await driver.up({ ...http, adopt: true });

    const [existing] = (await cloudflare.zone()).custom_hostnames;
    expect(driver.id).toBe(`${zoneId}/${existing?.id}`);
    expect(await cloudflare.newWrites()).toEqual([]);
    expect(existing?.revalidations).toBe(0);
  });

  it("is taken over by its id, with or without the zone's id, and by no other id", async () => {
    await using cloudflare = await startCloudflare({ zone: seeded });
    const id = String((await cloudflare.zone()).custom_hostnames[0]?.id);

    await cloudflare.driveHostname().up({ ...http, adopt: id });
    await cloudflare.driveHostname().up({ ...http, adopt: `${zoneId}/${id}` });
    const other = cloudflare.driveHostname().up({ ...http, adopt: "a0000000-0000-4000-8000-000000000000" });

    await expect(other).rejects.toThrow(/another one/);
  });

  it("is changed by one PATCH if it differs, and undeclared settings stay as they are", async () => {
    const metadata = { owner: "somebody" };
    const ssl = { method: "http", type: "dv", settings: { min_tls_version: "1.0", http2: "off" } };
    await using cloudflare = await startCloudflare({
      zone: { customHostnames: [{ hostname, ssl, custom_metadata: metadata }] },
    });

    const settings = { minTlsVersion: "1.2" };
    await cloudflare.driveHostname().up({ ...http, ssl: { method: "http", settings }, adopt: true });

    const wanted = { method: "http", type: "dv", settings: { min_tls_version: "1.2", http2: "off" } };
    expect(cloudflare.sent).toEqual([{ method: "PATCH", body: { ssl: wanted } }]);
    expect((await cloudflare.zone()).custom_hostnames[0]?.custom_metadata).toEqual(metadata);
  });

  it("gets the user's uploaded certificate", async () => {
    await using cloudflare = await startCloudflare({ zone: seeded });
    const { certificate, key } = createSelfSignedCertificate(hostname);

    const ssl = { method: "http", customCertificate: certificate, customKey: key };
    await cloudflare.driveHostname().up({ ...http, ssl, adopt: true });

    expect((await cloudflare.zone()).custom_hostnames[0]).toHaveProperty("uploaded_fingerprint");
  });

  it("is switched to txt if declared so and its first certificate over http is still pending", async () => {
    await using cloudflare = await startCloudflare({ zone: seeded });

    await cloudflare.driveHostname().up({ ...txt, adopt: true });

    expect(cloudflare.sent).toEqual([{ method: "PATCH", body: { ssl: { method: "txt", type: "dv", settings: {} } } }]);
  });

  it("follows the same rule if it appears between the search and the POST", async () => {
    await using cloudflare = await startCloudflare();
    const theirs = { hostname, ssl: { method: "http", type: "dv" } };
    const first = cloudflare.raced(theirs).up(http);
    await expect(first).rejects.toThrow(/shop\.acme-shoes\.com in zone .*1406.*adopt: true/);

    const second = cloudflare.raced({ ...theirs, hostname: "b.acme-shoes.com" });
    await second.up({ ...http, hostname: "b.acme-shoes.com", adopt: true });

    const { custom_hostnames } = await cloudflare.zone();
    expect(custom_hostnames).toHaveLength(2);
    expect(second.id).toBe(`${zoneId}/${custom_hostnames[1]?.id}`);
  });

  it("is found by its exact name, on any page and among longer names, even if the filter is ignored", async () => {
    const others = Array.from({ length: 120 }, (_, index) => ({ hostname: `n${index}.${hostname}` }));
    await using cloudflare = await startCloudflare({ zone: { customHostnames: [...others, { hostname }] } });
    const existing = (await cloudflare.zone()).custom_hostnames.at(-1);
    const filtered = cloudflare.driveHostname();
    const unfiltered = cloudflare.driveWith((client) => ({
      ...client,
      listCustomHostnames: (zone) => client.listCustomHostnames(zone),
    }));

    for (const driver of [filtered, unfiltered]) {
      await driver.up({ zoneId, hostname, adopt: true });
      expect(driver.id).toBe(`${zoneId}/${existing?.id}`);
    }
    expect(await cloudflare.newCalls()).toEqual(Array(4).fill(`GET ${collection}`));
  });
});

describe("a hostname that Cloudflare no longer checks", () => {
  it.each([
    { status: "moved" },
    { status: "deleted" },
    { sslStatus: "validation_timed_out" },
    { sslStatus: "issuance_timed_out" },
  ])("(%o) is restarted by one PATCH instead of created", async (statuses) => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up({ ...http, ssl: { method: "http", settings: { http2: "on" } } });
    const { id } = driver;
    const token = driver.outs.ownershipVerification;
    await cloudflare.decide(hostname, statuses);
    await driver.refresh();
    await cloudflare.newCalls();

    expect(await driver.up({ ...http, ssl: { method: "http", settings: { http2: "on" } } })).toBe("update");

    expect(await cloudflare.newWrites()).toEqual([`PATCH ${one}`]);
    expect(cloudflare.sent.at(-1)?.body).toEqual({ ssl: { method: "http", type: "dv", settings: { http2: "on" } } });
    expect(driver.id).toBe(id);
    expect(driver.outs).toMatchObject({ status: "pending", sslStatus: "pending_validation" });
    expect(driver.outs.ownershipVerification).toEqual(token);
    expect(await driver.preview({ ...http, ssl: { method: "http", settings: { http2: "on" } } })).toBe("same");
  });

  it("is checked again with its current certificate if the program declares none", async () => {
    const ssl = { method: "txt", type: "dv", settings: { http2: "on" } };
    await using cloudflare = await startCloudflare({ zone: { customHostnames: [{ hostname, ssl, status: "moved" }] } });

    await cloudflare.driveHostname().up({ zoneId, hostname, adopt: true });

    expect(cloudflare.sent).toEqual([{ method: "PATCH", body: { ssl } }]);
    expect((await cloudflare.zone()).custom_hostnames[0]?.status).toBe("pending");
  });

  it("without any certificate is restarted by an empty PATCH", async () => {
    await using cloudflare = await startCloudflare({ zone: { customHostnames: [{ hostname, status: "moved" }] } });

    await cloudflare.driveHostname().up({ zoneId, hostname, adopt: true });

    expect(cloudflare.sent).toEqual([{ method: "PATCH", body: {} }]);
    expect((await cloudflare.zone()).custom_hostnames[0]?.status).toBe("pending");
  });
});
