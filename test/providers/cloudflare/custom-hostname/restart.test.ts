import { describe, expect, it } from "vitest";
import { type CloudflareZone, startCloudflare, zoneId } from "../cloudflare-zone.ts";

const one = "/zones/:zone/custom_hostnames/:id";
const hostname = "shop.acme-shoes.com";
const inputs = { zoneId, hostname, ssl: { method: "txt", settings: { minTlsVersion: "1.2" } } };
const held =
  "The hostname is associated with a held zone. Please contact the owner of this domain to have the hold removed.";

async function upOnce(cloudflare: CloudflareZone) {
  const driver = cloudflare.driveHostname();
  await driver.up(inputs);
  await cloudflare.newCalls();
  return driver;
}

const stopped = [
  { status: "blocked" },
  { status: "pending_blocked" },
  { status: "test_blocked" },
  { status: "moved" },
  { status: "deleted" },
  { sslStatus: "validation_timed_out" },
  { status: "blocked", sslStatus: "active" },
];

describe("a hostname that Cloudflare no longer checks", () => {
  it.each(stopped)(
    "(%o) is restarted by one PATCH of ssl with method and type, and not changed again",
    async (statuses) => {
      await using cloudflare = await startCloudflare();
      const driver = await upOnce(cloudflare);
      const before = (await cloudflare.zone()).custom_hostnames[0]?.id;
      await cloudflare.decide(hostname, { ...statuses, verificationErrors: [held] });
      await driver.refresh();
      await cloudflare.newCalls();

      expect(await driver.up(inputs)).toBe("update");

      expect(await cloudflare.newWrites()).toEqual([`PATCH ${one}`]);
      const ssl = { method: "txt", type: "dv", settings: { min_tls_version: "1.2" } };
      expect(cloudflare.sent.at(-1)).toEqual({ method: "PATCH", body: { ssl } });
      const [now] = (await cloudflare.zone()).custom_hostnames;
      expect(now).toMatchObject({ id: before, status: "pending" });
      expect(await driver.up(inputs)).toBe("same");
      expect(await cloudflare.newWrites()).toEqual([]);
    },
  );

  it("gets no PATCH if Cloudflare already checks it again", async () => {
    await using cloudflare = await startCloudflare();
    const driver = await upOnce(cloudflare);
    await cloudflare.decide(hostname, { status: "blocked" });
    await driver.refresh();
    await cloudflare.decide(hostname, { status: "active", sslStatus: "active" });
    await cloudflare.newCalls();

    expect(await driver.up(inputs)).toBe("update");

    expect(await cloudflare.newWrites()).toEqual([]);
    expect(driver.outs).toMatchObject({ status: "active" });
  });

  it("gets no PATCH from an `up` whose state does not show the abandonment", async () => {
    await using cloudflare = await startCloudflare();
    const driver = await upOnce(cloudflare);
    await cloudflare.decide(hostname, { status: "blocked" });

    expect(await driver.up(inputs)).toBe("same");

    expect(await cloudflare.newCalls()).toEqual([]);
  });

  it("is ready even if the answer to the PATCH still shows the previous status", async () => {
    await using cloudflare = await startCloudflare();
    const { id, inputs: had, outs } = await upOnce(cloudflare);
    await cloudflare.decide(hostname, { status: "blocked" });
    const late = cloudflare.driveWith(
      (client) => ({
        ...client,
        updateCustomHostname: async (...call) => ({
          ...(await client.updateCustomHostname(...call)),
          status: "blocked",
        }),
      }),
      { id: String(id), inputs: had, outs: { ...outs, status: "blocked" } },
    );

    expect(await late.up(inputs)).toBe("update");

    expect(late.outs).toMatchObject({ status: "pending" });
  });

  it("stays an error during a zone hold, with Cloudflare's message and the fix", async () => {
    await using cloudflare = await startCloudflare();
    const driver = await upOnce(cloudflare);
    await cloudflare.decide(hostname, { status: "blocked", verificationErrors: [held] });
    await driver.refresh();

    await expect(cloudflare.deaf(driver, 1).up(inputs)).rejects.toThrow(
      /hostname is blocked; .*associated with a held zone.*release it; then `pulumi up --refresh`/,
    );
  });
});
