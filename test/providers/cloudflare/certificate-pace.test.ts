import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CertificatePace } from "../../../providers/cloudflare/certificate-pace.ts";
import { VendorError } from "../../../providers/http/vendor-error.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { hearNotices } from "../../support/hear-notices.ts";
import { ResourceDriver } from "../../support/resource-driver.ts";
import { startCloudflare, zoneId } from "./cloudflare-zone.ts";

const refusal = (retryAfterMs?: number) =>
  new VendorError({
    vendor: "Cloudflare",
    kind: "rate-limited",
    outcome: "not-taken",
    call: "POST /zones/z/custom_hostnames",
    status: 429,
    detail: "slow down",
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

describe("the limit of certificates per minute", () => {
  it("delays hostnames over it and fails none: 40 in one run are created once each, with progress messages", async () => {
    const certificateLimit = { perMinute: 15, blockSeconds: 30 };
    await using cloudflare = await startCloudflare({ certificateLimit });
    using heard = hearNotices();
    const handler = cloudflare.hostnameHandler();
    const names = Array.from({ length: 40 }, (_, index) => `shop${index}.acme-shoes.com`);

    await Promise.all(
      names.map((hostname) =>
        new ResourceDriver(handler).up({ zoneId, hostname, ssl: { method: "txt" }, waitFor: "none" }),
      ),
    );

    const made = (await cloudflare.zone()).custom_hostnames.map(({ hostname }) => hostname);
    expect(made.toSorted()).toEqual(names.toSorted());
    expect(heard.messages[0]).toBe(
      "Cloudflare currently issues no more certificates (429; its default limit is 15 a minute): retrying in 30 s, " +
        "0 s waited so far, at most 300 s",
    );
  });

  it("does not delay hostnames without a certificate", async () => {
    const certificateLimit = { perMinute: 1, blockSeconds: 30 };
    await using cloudflare = await startCloudflare({ certificateLimit });
    await cloudflare.client.createCustomHostname(zoneId, {
      hostname: "a.acme.com",
      ssl: { method: "txt", type: "dv" },
    });
    const before = cloudflare.clock.now();

    await cloudflare.client.createCustomHostname(zoneId, { hostname: "b.acme.com" });

    expect(cloudflare.clock.now()).toBe(before);
  });

  it("eventually lets every call through, one at a time while it is in force", async () => {
    const rules = fc.record({
      calls: fc.integer({ min: 1, max: 60 }),
      perWindow: fc.integer({ min: 1, max: 20 }),
      windowMs: fc.constantFrom(1_000, 30_000, 60_000),
      blockMs: fc.constantFrom(1_000, 30_000),
      isExtended: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(rules, async ({ calls, perWindow, windowMs, blockMs, isExtended }) => {
        const clock = new FakeClock();
        const pace = new CertificatePace(clock);
        let issued: number[] = [];
        let blockedUntilMs = 0;
        let attempts = 0;
        const vendor = async (): Promise<number> => {
          await Promise.resolve();
          attempts += 1;
          const nowMs = clock.now();
          issued = issued.filter((atMs) => atMs > nowMs - windowMs);
          const isBlocked = nowMs < blockedUntilMs;
          if (isBlocked || issued.length >= perWindow) {
            blockedUntilMs = isBlocked && !isExtended ? blockedUntilMs : nowMs + blockMs;
            throw refusal();
          }
          return issued.push(nowMs);
        };

        await Promise.all(Array.from({ length: calls }, () => pace.run(vendor)));

        // Each call is refused at most once before the queue forms. In the queue, each pause costs one
        // attempt.
        expect(attempts).toBeLessThanOrEqual(2 * calls + clock.sleepsMs.length);
      }),
      { numRuns: 100 },
    );
  });

  it("ends with an error if no certificate was issued for five minutes", async () => {
    const clock = new FakeClock();
    const startMs = clock.now();
    const calls = [1, 2, 3].map(() => new CertificatePace(clock).run(() => Promise.reject(refusal())));

    const results = await Promise.allSettled([calls[0]]);

    expect(results[0]).toMatchObject({
      reason: { kind: "rate-limited", message: expect.stringContaining("no certificate for 300 s") },
    });
    expect(clock.now() - startMs).toBeGreaterThanOrEqual(300_000);
    await Promise.allSettled(calls);
  });

  it.each([refusal(30_000), new Error("anything else")])("does not cause a retry of %s", async (error) => {
    const clock = new FakeClock();

    await expect(new CertificatePace(clock).run(() => Promise.reject(error))).rejects.toBe(error);

    expect(clock.sleepsMs).toEqual([]);
  });
});
