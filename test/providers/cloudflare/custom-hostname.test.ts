import { describe, expect, it } from "vitest";
import { customHostname } from "../../../providers/cloudflare/custom-hostname.ts";
import { createSelfSignedCertificate } from "../../support/self-signed-certificate.ts";
import { type CloudflareWorld, otherZoneId, startCloudflare, zoneId } from "./cloudflare-world.ts";

const collection = "/zones/:zone/custom_hostnames";
const one = `${collection}/:id`;
const hostname = "shop.acme-shoes.com";
const http = { zoneId, hostname, ssl: { method: "http" } };
const txt = { zoneId, hostname, ssl: { method: "txt" } };

/** A hostname that this driver made and that became active. */
async function upActive(cloudflare: CloudflareWorld, inputs: Record<string, unknown> = http) {
  await cloudflare.route(hostname);
  const driver = cloudflare.driveHostname();
  await driver.up({ ...inputs, waitFor: "active" });
  await cloudflare.newCalls();
  return driver;
}

describe("create", () => {
  it("looks for the name first, makes it, and yields its records", async () => {
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

  it("makes a hostname without a certificate when ssl is left out", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();

    await driver.up({ zoneId, hostname });

    expect(cloudflare.sent).toEqual([{ method: "POST", body: { hostname } }]);
    expect(driver.outs).not.toHaveProperty("sslStatus");
    expect(await driver.up({ zoneId, hostname })).toBe("same");
  });

  it("yields both TXT records of a wildcard certificate, in one order whatever Cloudflare's", async () => {
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

describe("an answer that is lost", () => {
  it.each([{ reset: true }, { status: 502 }, { malformed: true }])(
    "after the POST's commit (%o) never makes a second hostname and needs no adopt",
    async (fault) => {
      await using cloudflare = await startCloudflare();
      await cloudflare.world.fault({ vendor: "cloudflare", method: "POST", ...fault, afterCommit: true });
      const driver = cloudflare.driveHostname();

      await driver.up(http);

      const { custom_hostnames } = await cloudflare.zone();
      expect(custom_hostnames).toHaveLength(1);
      expect(driver.id).toBe(`${zoneId}/${custom_hostnames[0]?.id}`);
      expect(await cloudflare.newWrites()).toEqual([`POST ${collection}`]);
    },
  );

  it.each([{ reset: true }, { status: 503 }, { malformed: true }])(
    "before the POST's commit (%o) leads to one hostname",
    async (fault) => {
      await using cloudflare = await startCloudflare();
      await cloudflare.world.fault({ vendor: "cloudflare", method: "POST", ...fault });

      await cloudflare.driveHostname().up(http);

      expect((await cloudflare.zone()).custom_hostnames).toHaveLength(1);
      expect(await cloudflare.newWrites()).toEqual([`POST ${collection}`, `POST ${collection}`]);
    },
  );

  it("of a refusal for load is waited out", async () => {
    await using cloudflare = await startCloudflare();
    await cloudflare.world.fault({ vendor: "cloudflare", status: 429, retryAfter: 30, times: 3 });

    await cloudflare.driveHostname().up(http);

    expect((await cloudflare.zone()).custom_hostnames).toHaveLength(1);
  });

  it("of a PATCH is sent once more", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    await cloudflare.world.fault({ vendor: "cloudflare", method: "PATCH", reset: true, afterCommit: true });

    await driver.up({ ...http, customMetadata: { tier: 2 } });

    expect((await cloudflare.zone()).custom_hostnames[0]?.custom_metadata).toEqual({ tier: 2 });
  });
});

describe("a hostname that was there before", () => {
  const seeded = { customHostnames: [{ hostname, ssl: { method: "http", type: "dv" } }] };

  it("is refused with code, hostname and option, and left alone", async () => {
    await using cloudflare = await startCloudflare({ zone: seeded });

    const up = cloudflare.driveHostname().up(http);

    await expect(up).rejects.toThrow(/shop\.acme-shoes\.com .*1406.*adopt: true/);
    expect(await cloudflare.newWrites()).toEqual([]);
  });

  it("is taken over by adopt: true without one write when it is as declared", async () => {
    await using cloudflare = await startCloudflare({ zone: seeded });
    const driver = cloudflare.driveHostname();

    await driver.up({ ...http, adopt: true });

    const [existing] = (await cloudflare.zone()).custom_hostnames;
    expect(driver.id).toBe(`${zoneId}/${existing?.id}`);
    expect(await cloudflare.newWrites()).toEqual([]);
    expect(existing?.revalidations).toBe(0);
  });

  it("is taken over by its id, bare or behind its zone's, and by no other's", async () => {
    await using cloudflare = await startCloudflare({ zone: seeded });
    const id = String((await cloudflare.zone()).custom_hostnames[0]?.id);

    await cloudflare.driveHostname().up({ ...http, adopt: id });
    await cloudflare.driveHostname().up({ ...http, adopt: `${zoneId}/${id}` });
    const other = cloudflare.driveHostname().up({ ...http, adopt: "a0000000-0000-4000-8000-000000000000" });

    await expect(other).rejects.toThrow(/another one/);
  });

  it("is changed by one PATCH where it differs, and what is not declared stays as it is", async () => {
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

  it("gets the certificate that the user uploads", async () => {
    await using cloudflare = await startCloudflare({ zone: seeded });
    const { certificate, key } = createSelfSignedCertificate(hostname);

    const ssl = { method: "http", customCertificate: certificate, customKey: key };
    await cloudflare.driveHostname().up({ ...http, ssl, adopt: true });

    expect((await cloudflare.zone()).custom_hostnames[0]).toHaveProperty("uploaded_fingerprint");
  });

  it("is asked for txt when it is declared so and still waits for its first certificate over http", async () => {
    await using cloudflare = await startCloudflare({ zone: seeded });

    await cloudflare.driveHostname().up({ ...txt, adopt: true });

    expect(cloudflare.sent).toEqual([{ method: "PATCH", body: { ssl: { method: "txt", type: "dv", settings: {} } } }]);
  });

  it("that turns up between the look and the POST is met by the same rule", async () => {
    await using cloudflare = await startCloudflare();
    const raced = cloudflare.raced({ hostname, ssl: { method: "http", type: "dv" } });

    await expect(raced.up(http)).rejects.toThrow(/1406.*adopt: true/);
    await raced.up({ ...http, adopt: true });

    expect((await cloudflare.zone()).custom_hostnames).toHaveLength(1);
  });

  it("is found by its exact name, past every page and every longer name", async () => {
    const others = Array.from({ length: 120 }, (_, index) => ({ hostname: `n${index}.${hostname}` }));
    await using cloudflare = await startCloudflare({ zone: { customHostnames: [...others, { hostname }] } });
    const driver = cloudflare.driveHostname();

    await driver.up({ zoneId, hostname, adopt: true });

    const existing = (await cloudflare.zone()).custom_hostnames.at(-1);
    expect(driver.id).toBe(`${zoneId}/${existing?.id}`);
  });
});

describe("what Cloudflare moves of itself", () => {
  it("is no change: statuses, records that served, the authority that it chose", async () => {
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

  it("is no change when a renewal turns txt into http, and a later change keeps the http", async () => {
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

  it("of metadata and origins sends them alone, without ssl", async () => {
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

  it("keeps the JSON types of customMetadata there and back", async () => {
    await using cloudflare = await startCloudflare();
    const customMetadata = { text: "1", number: 1, flag: true, nothing: null, list: [1, "1"], nested: { deep: false } };
    const driver = cloudflare.driveHostname();

    await driver.up({ ...http, customMetadata });

    expect((await cloudflare.zone()).custom_hostnames[0]?.custom_metadata).toEqual(customMetadata);
    expect(await driver.refresh()).toBe("same");
    expect(await driver.up({ ...http, customMetadata: { ...customMetadata, number: "1" } })).toBe("update");
  });

  it("takes empty customMetadata for no metadata, without a perpetual difference", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up({ ...http, customMetadata: {} });

    expect(await driver.refresh()).toBe("same");
    expect(await driver.up({ ...http, customMetadata: {} })).toBe("same");
  });

  it("of ssl sends type, method and every setting, those of others included", async () => {
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

  it("returns what is taken back to the defaults", async () => {
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

  it("takes the certificate away when ssl is left out, and orders one again", async () => {
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

  it("of the method brings the new method's records in the place of the old ones", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);

    await driver.up(txt);

    expect(driver.outs.validationRecords).toEqual([
      { txtName: `_acme-challenge.${hostname}`, txtValue: expect.any(String), status: "pending" },
    ]);
  });

  it("of an active hostname from http to txt really asks for txt", async () => {
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

  it("of this provider's options alone writes nothing", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    await cloudflare.newCalls();

    expect(await driver.up({ ...http, waitFor: "none", waitTimeoutSeconds: 20, adopt: true })).toBe("update");

    expect(await cloudflare.newWrites()).toEqual([]);
    expect(await driver.refresh()).toBe("same");
  });

  it("sends nothing that somebody brought about already", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up({ ...http, ssl: { method: "http" } });
    await cloudflare.newCalls();

    const ssl = { method: "http", certificateAuthority: "google", bundleMethod: "ubiquitous", wildcard: false };
    expect(await driver.up({ ...http, ssl, customMetadata: {} })).toBe("update");

    expect(await cloudflare.newWrites()).toEqual([]);
    expect(await driver.up({ ...http, ssl, customMetadata: {} })).toBe("same");
  });

  it("cures what a refresh found changed by hand", async () => {
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

  it("of a hostname that is gone says so and how to go on", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    await cloudflare.client.deleteCustomHostname(zoneId, String(driver.outs.hostnameId));

    await expect(driver.up(txt)).rejects.toThrow(/is gone: pulumi refresh/);
  });
});

describe("an uploaded certificate", () => {
  const pair = createSelfSignedCertificate(hostname);
  const uploaded = { method: "http", customCertificate: pair.certificate, customKey: pair.key };

  it("is uploaded once: neither refresh nor the next run sees a difference in what the API does not tell", async () => {
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

  it("goes along with a change of settings, and leaves with its declaration", async () => {
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

  it("that another one has taken the place of is drift", async () => {
    await using cloudflare = await startCloudflare();
    const driver = await upActive(cloudflare, { ...http, ssl: uploaded });
    const id = String(driver.outs.hostnameId);
    await cloudflare.client.updateCustomHostname(zoneId, id, { ssl: { method: "http", type: "dv" } });
    await cloudflare.pass(60);

    expect(await driver.refresh()).toBe("drifted");
    await driver.up({ ...http, ssl: uploaded });

    expect((await cloudflare.zone()).custom_hostnames[0]).toHaveProperty("uploaded_fingerprint");
  });

  it("shows its key in no error", async () => {
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

describe("a hostname that Cloudflare gave up", () => {
  it.each([
    { status: "moved" },
    { status: "deleted" },
    { sslStatus: "validation_timed_out" },
    { sslStatus: "issuance_timed_out" },
  ])("(%o) is armed again by one PATCH, not made anew", async (statuses) => {
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

  it("is armed again with the certificate that is there when the program declares none", async () => {
    const ssl = { method: "txt", type: "dv", settings: { http2: "on" } };
    await using cloudflare = await startCloudflare({ zone: { customHostnames: [{ hostname, ssl, status: "moved" }] } });

    await cloudflare.driveHostname().up({ zoneId, hostname, adopt: true });

    expect(cloudflare.sent).toEqual([{ method: "PATCH", body: { ssl } }]);
    expect((await cloudflare.zone()).custom_hostnames[0]?.status).toBe("pending");
  });

  it("without any certificate is armed again by an empty PATCH", async () => {
    await using cloudflare = await startCloudflare({ zone: { customHostnames: [{ hostname, status: "moved" }] } });

    await cloudflare.driveHostname().up({ zoneId, hostname, adopt: true });

    expect(cloudflare.sent).toEqual([{ method: "PATCH", body: {} }]);
    expect((await cloudflare.zone()).custom_hostnames[0]?.status).toBe("pending");
  });
});

describe("replace", () => {
  it("takes the old name away before the new one comes within a zone", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    await cloudflare.newCalls();

    expect(await driver.up({ ...http, hostname: "new.acme-shoes.com" })).toBe("replace");

    expect(await cloudflare.newWrites()).toEqual([`DELETE ${one}`, `POST ${collection}`]);
    expect((await cloudflare.zone()).custom_hostnames.map((wire) => wire.hostname)).toEqual(["new.acme-shoes.com"]);
  });

  it("makes the hostname in the new zone before it leaves the old one, which it never patches", async () => {
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
  it("says gone only when Cloudflare says that there is no such hostname", async () => {
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
    await cloudflare.world.fault({ vendor: "cloudflare", method: "GET", status, times: 50 });

    await expect(driver.refresh()).rejects.toThrow(`HTTP ${status}`);
    expect({ id: driver.id, outs: driver.outs }).toEqual({ id, outs });
  });

  it("keeps the state when the zone is not to be seen", async () => {
    await using cloudflare = await startCloudflare();
    const id = "0123456789abcdef0123456789abcdef/a0000000-0000-4000-8000-000000000000";
    const driver = cloudflare.driveHostname({ id, outs: http });

    await expect(driver.refresh()).rejects.toThrow(/7003.*check zoneId/);
    await expect(driver.destroy()).rejects.toThrow(/7003/);
  });

  it("with the id alone gives the inputs of the program that matches", async () => {
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

  it("refuses an id that is none", async () => {
    await using cloudflare = await startCloudflare();
    for (const id of ["", "zone", "zone/", "zone/id/more"]) {
      await expect(cloudflare.hostnameHandler().read(id, {})).rejects.toThrow(/<zone id>\/<custom hostname id>/);
    }
  });
});

describe("delete", () => {
  it("takes the hostname away, once and again", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    const again = cloudflare.driveHostname({ id: String(driver.id), outs: driver.outs });

    await driver.destroy();
    await again.destroy();

    expect((await cloudflare.zone()).custom_hostnames).toEqual([]);
  });

  it("keeps the state when it may not", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    await cloudflare.world.fault({ vendor: "cloudflare", method: "DELETE", status: 403 });

    await expect(driver.destroy()).rejects.toThrow("HTTP 403");
    expect(driver.id).toBeDefined();
  });
});

describe("list", () => {
  it("yields every hostname of the zone once, as an import would read it", async () => {
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
