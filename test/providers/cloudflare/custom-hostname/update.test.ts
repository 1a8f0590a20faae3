/** The requests that a change sends, and what does not count as a change. */
import { describe, expect, it } from "vitest";
import { createSelfSignedCertificate } from "../../../support/self-signed-certificate.ts";
import { type CloudflareZone, startCloudflare, zoneId } from "../cloudflare-zone.ts";

const hostname = "shop.acme-shoes.com";
const http = { zoneId, hostname, ssl: { method: "http" } };
const txt = { zoneId, hostname, ssl: { method: "txt" } };

/** A hostname that this driver created and that became active. */
async function upActive(cloudflare: CloudflareZone, inputs: Record<string, unknown> = http) {
  await cloudflare.route(hostname);
  const driver = cloudflare.driveHostname();
  await driver.up({ ...inputs, waitFor: "active" });
  await cloudflare.newCalls();
  return driver;
}

describe("a change that Cloudflare makes automatically", () => {
  it("is not a difference: statuses, used records, the authority that it chose", async () => {
    await using cloudflare = await startCloudflare();
    await cloudflare.route(hostname);
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    const before = driver.outs;
    await cloudflare.pass(60);
    await cloudflare.newCalls();

    expect(await driver.refresh()).toBe("same");
    expect(await driver.up(http)).toBe("same");

    expect(await cloudflare.newWrites()).toEqual([]);
    expect(before).toMatchObject({ status: "pending" });
    expect(driver.outs).toMatchObject({ status: "active", sslStatus: "active", sslCertificateAuthority: "google" });
    for (const kept of ["validationRecords", "ownershipVerification", "ownershipVerificationHttp", "createdAt"]) {
      expect(driver.outs[kept]).toEqual(before[kept]);
    }
  });

  it("is not a difference if a renewal turns txt into http, and a later change keeps the http", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(txt);
    await cloudflare.prove(driver.outs.validationRecords);
    await cloudflare.route(hostname);
    await cloudflare.pass(70);
    await driver.refresh();
    await cloudflare.pass(61 * 24 * 3600);

    expect(await driver.refresh()).toBe("same");
    expect((await cloudflare.zone()).custom_hostnames[0]?.ssl).toMatchObject({ method: "http", status: "active" });
    expect(await driver.up(txt)).toBe("same");

    await driver.up({ ...txt, ssl: { method: "txt", settings: { http2: "on" } } });
    expect(cloudflare.sent.at(-1)?.body).toEqual({ ssl: { method: "http", type: "dv", settings: { http2: "on" } } });
    expect(await driver.refresh()).toBe("same");
  });
});

describe("update", () => {
  const settings = { minTlsVersion: "1.2", ciphers: ["ECDHE-RSA-AES128-GCM-SHA256"] };

  it("of metadata and origins sends only them, without ssl", async () => {
    const zone = {
      dnsRecords: [{ type: "A" as const, name: "eu.saasprovider.com", content: "203.0.113.8", proxied: true }],
    };
    await using cloudflare = await startCloudflare({ zone });
    const driver = cloudflare.driveHostname();
    await driver.up(http);

    const origin = { customOriginServer: "eu.saasprovider.com", customOriginSni: ":request_host_header:" };
    await driver.up({ ...http, customMetadata: { tier: 2 } });
    await driver.up({ ...http, customMetadata: { tier: 2 }, ...origin });

    expect(cloudflare.sent.slice(1).map(({ body }) => body)).toEqual([
      { custom_metadata: { tier: 2 } },
      { custom_origin_server: "eu.saasprovider.com", custom_origin_sni: ":request_host_header:" },
    ]);
    await driver.up(http);
    expect(cloudflare.sent.at(-1)?.body).toEqual({
      custom_metadata: {},
      custom_origin_server: null,
      custom_origin_sni: null,
    });
    expect((await cloudflare.zone()).custom_hostnames[0]).not.toHaveProperty("custom_origin_server");
    expect(await driver.refresh()).toBe("same");
  });

  it("keeps the JSON types of customMetadata in both directions", async () => {
    await using cloudflare = await startCloudflare();
    const customMetadata = { text: "1", number: 1, flag: true, nothing: null, list: [1, "1"], nested: { deep: false } };
    const driver = cloudflare.driveHostname();

    await driver.up({ ...http, customMetadata });

    expect((await cloudflare.zone()).custom_hostnames[0]?.custom_metadata).toEqual(customMetadata);
    expect(await driver.refresh()).toBe("same");
    expect(await driver.up({ ...http, customMetadata: { ...customMetadata, number: "1" } })).toBe("update");
  });

  it("treats empty customMetadata as no metadata, without a perpetual difference", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up({ ...http, customMetadata: {} });

    expect(await driver.refresh()).toBe("same");
    expect(await driver.up({ ...http, customMetadata: {} })).toBe("same");
  });

  it("of ssl sends type, method and every setting, including those set elsewhere", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up({ ...http, ssl: { method: "http", settings } });
    const id = String(driver.outs.hostnameId);
    const byHand = { min_tls_version: "1.2", ciphers: settings.ciphers, early_hints: "on" };
    await cloudflare.client.updateCustomHostname(zoneId, id, { ssl: { method: "http", type: "dv", settings: byHand } });

    await driver.up({ ...http, ssl: { method: "http", settings: { ...settings, http2: "on" } } });

    expect(cloudflare.sent.at(-1)?.body).toEqual({
      ssl: { method: "http", type: "dv", settings: { ...byHand, http2: "on" } },
    });
  });

  it("resets removed settings to their defaults", async () => {
    await using cloudflare = await startCloudflare();
    const full = { method: "txt", certificateAuthority: "lets_encrypt", wildcard: true, cloudflareBranding: true };
    const driver = cloudflare.driveHostname();
    await driver.up({ ...txt, ssl: { ...full, bundleMethod: "force", settings } });

    await driver.up({ ...txt, ssl: { method: "txt", settings: { minTlsVersion: "1.2" } } });

    expect(cloudflare.sent.at(-1)?.body).toEqual({
      ssl: {
        method: "txt",
        type: "dv",
        certificate_authority: "",
        wildcard: false,
        cloudflare_branding: false,
        bundle_method: "ubiquitous",
        settings: { min_tls_version: "1.2" },
      },
    });
    expect(await driver.refresh()).toBe("same");
    expect(driver.outs.sslCertificateAuthority).toBe("google");
  });

  it("removes the certificate if ssl is removed, and orders one again if it is added", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);

    await driver.up({ zoneId, hostname });
    expect(cloudflare.sent.at(-1)?.body).toEqual({ ssl: "null" });
    expect((await cloudflare.zone()).custom_hostnames[0]).not.toHaveProperty("ssl");
    expect(driver.outs).toMatchObject({ validationRecords: [] });

    await driver.up(txt);
    expect(driver.outs).toMatchObject({ validationRecords: [{ txtName: `_acme-challenge.${hostname}` }] });
  });

  it("of the method replaces the old records by the new method's", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);

    await driver.up(txt);

    expect(driver.outs.validationRecords).toEqual([
      { txtName: `_acme-challenge.${hostname}`, txtValue: expect.any(String), status: "pending" },
    ]);
  });

  it("of an active hostname from http to txt requests txt at Cloudflare", async () => {
    await using cloudflare = await startCloudflare();
    const driver = await upActive(cloudflare);

    await driver.up(txt);

    expect((await cloudflare.zone()).custom_hostnames[0]?.ssl?.method).toBe("txt");
  });

  it("of a TLS setting leaves the records of the active certificate in the outputs", async () => {
    await using cloudflare = await startCloudflare();
    await cloudflare.route(hostname);
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    const records = driver.outs.validationRecords;
    await cloudflare.pass(60);

    await driver.up({ ...http, ssl: { method: "http", settings: { tls13: "on" } } });

    expect(records).toHaveLength(1);
    expect(driver.outs.validationRecords).toEqual(records);
  });

  it("of only this provider's options writes nothing", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    await cloudflare.newCalls();

    expect(await driver.up({ ...http, waitFor: "none", waitTimeoutSeconds: 20, adopt: true })).toBe("update");

    expect(await cloudflare.newWrites()).toEqual([]);
    expect(await driver.refresh()).toBe("same");
  });

  it("sends nothing that someone has already changed", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up({ ...http, ssl: { method: "http" } });
    await cloudflare.newCalls();

    const ssl = { method: "http", certificateAuthority: "google", bundleMethod: "ubiquitous", wildcard: false };
    expect(await driver.up({ ...http, ssl, customMetadata: {} })).toBe("update");

    expect(await cloudflare.newWrites()).toEqual([]);
    expect(await driver.up({ ...http, ssl, customMetadata: {} })).toBe("same");
  });

  it("restores settings that a refresh found changed", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up({ ...http, customMetadata: { tier: 1 } });
    await cloudflare.client.updateCustomHostname(zoneId, String(driver.outs.hostnameId), {
      custom_metadata: { tier: 9 },
      ssl: { method: "txt", type: "dv" },
    });

    expect(await driver.refresh()).toBe("drifted");
    expect(driver.inputs).toMatchObject({ customMetadata: { tier: 9 }, ssl: { method: "txt" } });
    await driver.up({ ...http, customMetadata: { tier: 1 } });

    expect((await cloudflare.zone()).custom_hostnames[0]).toMatchObject({
      custom_metadata: { tier: 1 },
      ssl: { method: "http" },
    });
  });

  it("of a hostname that is gone explains that and how to continue", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    await cloudflare.client.deleteCustomHostname(zoneId, String(driver.outs.hostnameId));

    await expect(driver.up(txt)).rejects.toThrow(/is gone: run pulumi refresh/);
  });
});

describe("an uploaded certificate", () => {
  const pair = createSelfSignedCertificate(hostname);
  const uploaded = { method: "http", customCertificate: pair.certificate, customKey: pair.key };

  it("is uploaded once: neither a refresh nor the next run reports a difference in values that the API does not return", async () => {
    await using cloudflare = await startCloudflare();
    const driver = await upActive(cloudflare, { ...http, ssl: uploaded });

    expect(await driver.refresh()).toBe("same");
    expect(await driver.up({ ...http, ssl: uploaded, waitFor: "active" })).toBe("same");
    expect(await cloudflare.newWrites()).toEqual([]);
  });

  it("satisfies waitFor pending_validation although it never names a record", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();

    await driver.up({ ...http, ssl: uploaded });

    expect(driver.outs).toMatchObject({ validationRecords: [] });
  });

  it("is sent with a change of settings, and removed with its declaration", async () => {
    await using cloudflare = await startCloudflare();
    const driver = await upActive(cloudflare, { ...http, ssl: uploaded });

    await driver.up({ ...http, ssl: { ...uploaded, settings: { http2: "on" } } });
    expect(cloudflare.sent.at(-1)?.body).toMatchObject({
      ssl: { custom_certificate: pair.certificate, custom_key: pair.key, settings: { http2: "on" } },
    });
    expect((await cloudflare.zone()).custom_hostnames[0]).toHaveProperty("uploaded_fingerprint");

    await driver.up(http);
    expect((await cloudflare.zone()).custom_hostnames[0]).not.toHaveProperty("uploaded_fingerprint");
  });

  it("that was replaced by another one is drift", async () => {
    await using cloudflare = await startCloudflare();
    const driver = await upActive(cloudflare, { ...http, ssl: uploaded });
    const id = String(driver.outs.hostnameId);
    await cloudflare.client.updateCustomHostname(zoneId, id, { ssl: { method: "http", type: "dv" } });
    await cloudflare.pass(60);

    expect(await driver.refresh()).toBe("drifted");
    await driver.up({ ...http, ssl: uploaded });

    expect((await cloudflare.zone()).custom_hostnames[0]).toHaveProperty("uploaded_fingerprint");
  });

  it("never has its key in an error", async () => {
    await using cloudflare = await startCloudflare();
    const body = String(pair.key)
      .replace(/-----.*-----|\s/g, "")
      .slice(0, 24);
    const wrongName = { ...http, hostname: "other.acme-shoes.com", ssl: uploaded };
    const wrongShape = { ...http, ssl: { customKey: pair.key, method: 1, extra: 1 } };

    for (const wrong of [wrongName, wrongShape]) {
      const error = await cloudflare
        .driveHostname()
        .up(wrong)
        .then(
          () => new Error("nothing failed"),
          (reason: unknown) => reason,
        );
      expect(error).toBeInstanceOf(Error);
      expect(String(error)).toMatch(/1446|secret/);
      expect(`${error}${error instanceof Error ? error.stack : ""}`).not.toContain(body);
    }
  });
});
