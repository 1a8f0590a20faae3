import { describe, expect, it } from "vitest";
import { patchToDesired } from "../../../../providers/cloudflare/custom-hostname/index.ts";
import { IncompleteError } from "../../../../providers/define-resource.ts";
import { startCloudflare, zoneId } from "../cloudflare-zone.ts";

const hostname = "shop.acme-shoes.com";
const http = { zoneId, hostname, ssl: { method: "http" } };
const one = "/zones/:zone/custom_hostnames/:id";

describe("waitFor", () => {
  it("none returns after the POST's answer", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();

    await driver.up({ ...http, waitFor: "none" });

    expect(await cloudflare.newCalls()).not.toContain(`GET ${one}`);
    expect(driver.outs).toMatchObject({ sslStatus: "initializing", validationRecords: [] });
  });

  it("pending_validation, the default, waits for the records and no longer", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();

    await driver.up(http);

    expect(driver.outs).toMatchObject({ status: "pending", sslStatus: "pending_validation" });
    expect(driver.outs.validationRecords).toHaveLength(1);
  });

  it("active waits for both the hostname and its certificate", async () => {
    await using cloudflare = await startCloudflare();
    await cloudflare.route(hostname);
    const driver = cloudflare.driveHostname();

    await driver.up({ ...http, waitFor: "active" });

    expect(driver.outs).toMatchObject({ status: "active", sslStatus: "active" });
    expect(driver.outs.validationRecords).toHaveLength(1);
  });

  it("active waits only for the hostname if it has no certificate", async () => {
    await using cloudflare = await startCloudflare();
    await cloudflare.route(hostname);
    const driver = cloudflare.driveHostname();

    await driver.up({ zoneId, hostname, waitFor: "active" });

    expect(driver.outs).toMatchObject({ status: "active" });
  });
});

describe("a deadline that passes", () => {
  it("keeps the id, the records and the provider line, names what is missing, and the next run continues", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    const inputs = { ...http, waitFor: "active", waitTimeoutSeconds: 30 };
    const startedAtMs = cloudflare.clock.now();

    // The driver itself refuses an incomplete object without its provider line.
    await expect(driver.up(inputs)).rejects.toThrow(
      /shop\.acme-shoes\.com exists but is not ready: .* within 30 s; hostname is pending; certificate is pending_validation; custom hostname does not CNAME/,
    );

    const [made] = (await cloudflare.zone()).custom_hostnames;
    expect(driver.id).toBe(`${zoneId}/${made?.id}`);
    expect(driver.isIncomplete).toBe(true);
    expect(driver.outs.validationRecords).toHaveLength(1);
    const elapsedMs = cloudflare.clock.now() - startedAtMs;
    expect(elapsedMs).toBeGreaterThanOrEqual(30_000);
    expect(elapsedMs).toBeLessThan(31_000);

    await cloudflare.route(hostname);
    await cloudflare.newCalls();
    expect(await driver.up(inputs)).toBe("update");
    expect(driver.isIncomplete).toBe(false);
    expect(await cloudflare.newWrites()).toEqual([]);
    expect((await cloudflare.zone()).custom_hostnames).toHaveLength(1);
  });

  it("keeps the id even if the poll itself fails", async () => {
    await using cloudflare = await startCloudflare();
    await cloudflare.sandbox.fault({ vendor: "cloudflare", method: "GET", route: one, status: 500, times: 50 });
    const driver = cloudflare.driveHostname();

    await expect(driver.up(http)).rejects.toThrow(/exists but is not ready: .*HTTP 500/);

    expect(driver.id).toContain(`${zoneId}/`);
    expect((await cloudflare.zone()).custom_hostnames).toHaveLength(1);
  });
});

describe("a terminal state", () => {
  const verificationErrors = ["This hostname is on our list."];
  const validationErrors = ["CAA records forbid the authority."];

  it.each([
    { status: "blocked" },
    { status: "test_failed" },
    { status: "moved" },
    { sslStatus: "validation_timed_out" },
    { sslStatus: "initializing_timed_out" },
  ])("(%o) fails at once with Cloudflare's texts and keeps the id", async (statuses) => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up({ ...http, waitFor: "none" });
    await cloudflare.decide(hostname, { ...statuses, verificationErrors, validationErrors });
    // A PATCH would resolve some of them, which is not tested here.
    const stuck = cloudflare.deaf(driver, 1);
    const before = cloudflare.clock.now();

    const failure = stuck.up({ ...http, waitFor: "active", waitTimeoutSeconds: 3_600 });

    const errors = "status" in statuses ? verificationErrors : validationErrors;
    await expect(failure).rejects.toThrow(`${Object.values(statuses)[0]}`);
    await expect(failure).rejects.toThrow(errors[0]);
    expect(cloudflare.clock.now() - before).toBeLessThan(1_000);
    expect(stuck.id).toBe(driver.id);
  });

  it("fails waitFor pending_validation too, even if the certificate is past pending_validation", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up({ ...http, waitFor: "none" });
    await cloudflare.decide(hostname, { status: "blocked", verificationErrors });
    const stillBlocked = cloudflare.deaf(driver, 1);

    await expect(stillBlocked.up(http)).rejects.toThrow(/hostname is blocked; .*This hostname is on our list\./);
  });
});

describe("a PATCH that Cloudflare accepts without an error and ignores", () => {
  it("fails, names the ignored settings, and the next run retries it", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    const deaf = cloudflare.deaf(driver, 1);

    const failure = deaf.up({ ...http, ssl: { method: "txt" } });

    await expect(failure).rejects.toThrow(/shop\.acme-shoes\.com but did not change ssl\.method/);
    expect(deaf.outs).toMatchObject({ ssl: { method: "http" } });
    expect(await deaf.up({ ...http, ssl: { method: "txt" } })).toBe("update");
    expect((await cloudflare.zone()).custom_hostnames[0]?.ssl?.method).toBe("txt");
  });

  it("is not a failure if only the answer is late", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    await driver.up(http);
    const hostnameId = String(driver.outs.hostnameId);
    const current = await cloudflare.client.getCustomHostname(zoneId, hostnameId);
    const inputs = (method: "http" | "txt") => ({
      zoneId,
      hostname,
      ssl: { method, type: "dv" as const },
      waitFor: "none" as const,
      waitTimeoutSeconds: 30,
    });
    const updateCustomHostname: typeof cloudflare.client.updateCustomHostname = async (...call) => {
      await cloudflare.client.updateCustomHostname(...call);
      return current;
    };
    const context = { clock: cloudflare.clock, client: { ...cloudflare.client, updateCustomHostname } };

    const patched = await patchToDesired(current, inputs("http"), inputs("txt"), context);

    expect(patched.ssl?.method).toBe("txt");
  });

  it("is reported if it was to change the origin", async () => {
    await using cloudflare = await startCloudflare();
    const wire = { id: "a0000000-0000-4000-8000-000000000000", hostname, custom_origin_server: "eu.saasprovider.com" };
    const updateCustomHostname: typeof cloudflare.client.updateCustomHostname = () => Promise.resolve(wire);
    const getCustomHostname: typeof cloudflare.client.getCustomHostname = () => Promise.resolve(wire);
    const context = {
      clock: cloudflare.clock,
      client: { ...cloudflare.client, updateCustomHostname, getCustomHostname },
    };
    const news = { zoneId, hostname, waitFor: "none" as const, waitTimeoutSeconds: 30 };

    const failure = patchToDesired(wire, { ...news, customOriginServer: "eu.saasprovider.com" }, news, context);

    await expect(failure).rejects.toThrow(IncompleteError);
    await expect(failure).rejects.toMatchObject({ state: { customOriginServer: "eu.saasprovider.com" } });
  });
});
