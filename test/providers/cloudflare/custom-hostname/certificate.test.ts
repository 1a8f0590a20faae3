import { describe, expect, it } from "vitest";
import { toCertificateState } from "../../../../providers/cloudflare/custom-hostname/certificate.ts";
import { startCloudflare, zoneId } from "../cloudflare-zone.ts";

const hostname = "shop.acme-shoes.com";
const inputs = { zoneId, hostname, ssl: { method: "txt" } };
const ownOutputs = ["dcvDelegation", "issuer", "expiresOn", "certificates"];

describe("the certificate outputs", () => {
  it("contain the delegation from the start, and the certificate once it is issued", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(inputs);
    expect(driver.outs.dcvDelegation).toEqual({
      name: `_acme-challenge.${hostname}`,
      target: expect.stringMatching(/^shop\.acme-shoes\.com\..+/),
    });
    expect(driver.outs).not.toHaveProperty("issuer");

    await cloudflare.route(hostname);
    await cloudflare.prove(driver.outs.validationRecords);
    await cloudflare.pass(3_600);
    await driver.refresh();
    expect(driver.outs).toMatchObject({
      sslStatus: "active",
      issuer: "GoogleTrustServices",
      expiresOn: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      certificates: [{ issuer: "GoogleTrustServices", expiresOn: driver.outs.expiresOn }],
    });
  });

  it("are missing in a state of an earlier version: nothing changes, and a refresh adds them", async () => {
    await using cloudflare = await startCloudflare();
    const made = cloudflare.driveHostname();
    await made.up(inputs);
    const earlier = Object.fromEntries(Object.entries(made.outs).filter(([name]) => !ownOutputs.includes(name)));
    const driver = cloudflare.driveHostname({ id: String(made.id), inputs: made.inputs, outs: earlier });
    await cloudflare.newWrites();

    expect(await driver.preview(inputs)).toBe("same");
    expect(driver.outs).not.toHaveProperty("dcvDelegation");
    await driver.refresh();
    expect(driver.outs).toEqual(made.outs);
    expect(await driver.preview(inputs)).toBe("same");
    expect(await cloudflare.newWrites()).toEqual([]);
  });

  it("come from the first certificate if Cloudflare returns them only there", () => {
    const certificates = [{ issuer: "LetsEncrypt", expires_on: "2027-01-01T00:00:00Z", fingerprint_sha256: "aa" }];
    expect(toCertificateState({ certificates }, {})).toEqual({
      issuer: "LetsEncrypt",
      expiresOn: "2027-01-01T00:00:00Z",
      certificates: [{ issuer: "LetsEncrypt", expiresOn: "2027-01-01T00:00:00Z", fingerprintSha256: "aa" }],
    });
  });

  it("keep the delegation, and drop a certificate that is gone", () => {
    const dcvDelegation = { name: "n", target: "t" };
    const olds = { dcvDelegation, issuer: "LetsEncrypt", expiresOn: "2027-01-01T00:00:00Z", certificates: [] };
    expect(toCertificateState(undefined, olds)).toEqual({ dcvDelegation });
    expect(toCertificateState({ dcv_delegation_records: [{ cname: "n" }] }, olds)).toEqual({ dcvDelegation });
  });
});
