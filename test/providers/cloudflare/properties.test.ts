/** Laws that hold for any valid inputs. A failure prints its seed and the smallest counterexample. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CloudflareZone, originRecord, startCloudflare, zoneId } from "./cloudflare-zone.ts";

const customOriginServer = "eu.saasprovider.com";
const zone = { dnsRecords: [originRecord, { ...originRecord, name: customOriginServer }] };
const line = { __provider: "the line" };

const onOff = fc.constantFrom("on", "off");
const settings = fc.record(
  {
    ciphers: fc.subarray(["ECDHE-RSA-AES128-GCM-SHA256", "AES128-SHA"], { minLength: 1 }),
    earlyHints: onOff,
    http2: onOff,
    minTlsVersion: fc.constantFrom("1.0", "1.1", "1.2"),
    tls13: onOff,
  },
  { requiredKeys: [] },
);
const ssl = fc
  .record(
    {
      method: fc.constantFrom("http", "txt", "email"),
      certificateAuthority: fc.constantFrom("digicert", "google", "lets_encrypt", "ssl_com"),
      bundleMethod: fc.constantFrom("ubiquitous", "optimal", "force"),
      wildcard: fc.boolean(),
      cloudflareBranding: fc.boolean(),
      settings,
    },
    { requiredKeys: ["method"] },
  )
  .map((given) => (given.wildcard && given.method === "http" ? { ...given, method: "txt" } : given));
const scalar = fc.oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.boolean(), fc.constant(null));
const metadata = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })),
  {
    maxKeys: 4,
    noNullPrototype: true,
  },
);
const origin = fc.constantFrom(
  {},
  { customOriginServer },
  { customOriginServer, customOriginSni: ":request_host_header:" },
  { customOriginServer, customOriginSni: "sni.saasprovider.com" },
);
/** The declared inputs, except the name. */
const declared = fc
  .tuple(
    fc.record(
      { ssl, customMetadata: metadata, waitFor: fc.constantFrom("none", "pending_validation") },
      { requiredKeys: [] },
    ),
    origin,
  )
  .map(([given, rest]) => ({ zoneId, ...given, ...rest }));

const fault = fc.record({
  vendor: fc.constant("cloudflare"),
  method: fc.constantFrom("GET", "POST", "PATCH"),
  skip: fc.nat({ max: 2 }),
  times: fc.integer({ min: 1, max: 3 }),
  afterCommit: fc.boolean(),
});
const trouble = fc.constantFrom(
  { status: 429, retryAfter: 2 },
  { status: 500 },
  { reset: true as const },
  { malformed: true as const },
);
const faults = fc.array(
  fc.tuple(fault, trouble).map(([met, how]) => ({ ...met, ...how })),
  { maxLength: 3 },
);

/** Runs a law over one sandbox, each time with a new hostname. */
async function overSandbox<Given>(
  given: fc.Arbitrary<Given>,
  law: (value: Given, hostname: string, cloudflare: CloudflareZone) => Promise<void>,
  numRuns: number,
): Promise<void> {
  await using cloudflare = await startCloudflare({ zone });
  let count = 0;
  const property = fc.asyncProperty(given, async (value) => {
    count += 1;
    await law(value, `n${count}.acme-shoes.com`, cloudflare);
  });
  await fc.assert(property, { numRuns });
}

describe("for any inputs", () => {
  it("check is idempotent", async () => {
    await overSandbox(
      declared,
      async (inputs, hostname, cloudflare) => {
        const handler = cloudflare.hostnameHandler();
        const once = await handler.check({}, { ...inputs, hostname, ...line });
        const twice = await handler.check({}, { ...once.inputs, ...line });

        expect(once.failures).toEqual([]);
        expect(twice).toEqual(once);
      },
      100,
    );
  });

  it("diff(x, x) is empty, for any other content of the state", async () => {
    await overSandbox(
      declared,
      async (inputs, hostname, cloudflare) => {
        const handler = cloudflare.hostnameHandler();
        const { inputs: checked } = await handler.check({}, { ...inputs, hostname, ...line });
        const olds = { ...checked, status: "pending", sslStatus: "expired", verificationErrors: ["any"], ...line };

        expect(await handler.diff("id", olds, { ...checked, ...line })).toMatchObject({ changes: false });
      },
      100,
    );
  });

  it("create, then read, returns the inputs, and an import of the same id needs no write", async () => {
    await overSandbox(
      declared,
      async (inputs, hostname, cloudflare) => {
        const driver = cloudflare.driveHostname();
        await driver.up({ ...inputs, hostname });

        expect(await driver.refresh()).toBe("same");
        const imported = cloudflare.driveHostname({ id: String(driver.id) });
        await imported.refresh();
        await cloudflare.newCalls();
        await imported.up({ ...inputs, hostname });
        expect(await cloudflare.newWrites()).toEqual([]);
        await driver.destroy();
      },
      60,
    );
  });

  it("an adoption of a hostname as declared needs no write", async () => {
    await overSandbox(
      declared,
      async (inputs, hostname, cloudflare) => {
        const driver = cloudflare.driveHostname();
        await driver.up({ ...inputs, hostname });
        await cloudflare.newCalls();

        await cloudflare.driveHostname().up({ ...inputs, hostname, adopt: true });

        expect(await cloudflare.newWrites()).toEqual([]);
        await driver.destroy();
      },
      60,
    );
  });

  it("a change ends in the declared state, with at most one write, and a second run writes nothing", async () => {
    await overSandbox(
      fc.tuple(declared, declared),
      async ([first, second], hostname, cloudflare) => {
        const driver = cloudflare.driveHostname();
        await driver.up({ ...first, hostname });
        await cloudflare.newCalls();

        await driver.up({ ...second, hostname });

        expect((await cloudflare.newWrites()).length).toBeLessThanOrEqual(1);
        expect(await driver.refresh()).toBe("same");
        expect(await driver.up({ ...second, hostname })).toBe("same");
        expect(await cloudflare.newWrites()).toEqual([]);
        await driver.destroy();
      },
      60,
    );
  });

  it("a run under faults, repeated once they are over, ends with one hostname as declared and nothing else", async () => {
    await overSandbox(
      fc.tuple(declared, declared, faults, faults),
      async ([first, second, early, late], hostname, cloudflare) => {
        const driver = cloudflare.driveHostname();
        const steps = [
          { inputs: { ...first, hostname }, met: early },
          { inputs: { ...second, hostname }, met: late },
        ];
        for (const { inputs, met } of steps) {
          await cloudflare.sandbox.control("POST", "/faults", met);
          await driver.up(inputs).catch(() => undefined);
          await cloudflare.sandbox.control("DELETE", "/faults");
          // If an answer and every later search for it are lost, the hostname remains and only adopt may take
          // it
          // over.
          await driver.up({ ...inputs, adopt: true });
        }

        expect(await driver.refresh()).toBe("same");
        await cloudflare.newCalls();
        await driver.up({ ...second, hostname, adopt: true });
        expect(await cloudflare.newWrites()).toEqual([]);
        const { custom_hostnames } = await cloudflare.zone();
        expect(custom_hostnames.map(({ id }) => `${zoneId}/${id}`)).toEqual([driver.id]);
        await driver.destroy();
        expect((await cloudflare.zone()).custom_hostnames).toEqual([]);
      },
      60,
    );
  });
});
