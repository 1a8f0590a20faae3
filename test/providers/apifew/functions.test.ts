import { describe, expect, it } from "vitest";
import { apifewVendor } from "../../../providers/apifew/vendor.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { firstCustomer, licensesOf, monthly, monthlyPricing, writes } from "./apifew-driver.ts";

function ask({ settings }: TestSandbox, name: string, args: Record<string, unknown>) {
  return apifewVendor.connect(settings).invoke(`apifew:${name}`, args);
}

/** A secret in the engine's wire format. */
function secret(value: unknown) {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

async function firstLicense(sandbox: TestSandbox) {
  const [license] = await licensesOf(sandbox, firstCustomer);
  if (!license) {
    throw new Error("the sandbox has no license of its first customer");
  }
  return license;
}

describe("getUser", () => {
  it("returns the user with the license that the user uses, whose key is secret", async () => {
    await using sandbox = await startTestSandbox();
    const { key } = await firstLicense(sandbox);
    const { outputs } = await ask(sandbox, "getUser", { login: firstCustomer });
    expect(outputs).toMatchObject({
      login: firstCustomer,
      uid: expect.any(String),
      licenseKey: secret(key),
      licenseActive: true,
      licenseStatus: "subscribed",
      pricingName: monthly.pricingName,
    });
    expect(await writes(sandbox)).toEqual([]);
  });

  it("fails for a user who is not in the application", async () => {
    await using sandbox = await startTestSandbox();
    await expect(ask(sandbox, "getUser", { login: "no.one@example.com" })).rejects.toThrow(
      'apifew has no user "no.one@example.com" in the application',
    );
  });
});

describe("getLicense", () => {
  it("returns the license of a key", async () => {
    await using sandbox = await startTestSandbox();
    const { key } = await firstLicense(sandbox);
    const { outputs } = await ask(sandbox, "getLicense", { key });
    expect(outputs).toMatchObject({
      ...{ login: firstCustomer, pricingName: monthly.pricingName, pricingActive: true, status: "subscribed" },
    });
    expect(JSON.stringify(outputs)).not.toContain(key);
  });

  it("fails for a key that apifew does not know, and does not show the key", async () => {
    await using sandbox = await startTestSandbox();
    const key = "00000000-dead-beef-0000-0123456789abcdef";
    const failure = ask(sandbox, "getLicense", { key });
    await expect(failure).rejects.toThrow("apifew has no license with this key in the application");
    await expect(failure).rejects.not.toThrow(key);
  });
});

describe("getLicenses", () => {
  it("returns every license, or those that match, with the keys secret", async () => {
    await using sandbox = await startTestSandbox();
    const license = await firstLicense(sandbox);
    const licensesIn = async (filters: Record<string, unknown>) => {
      const { outputs } = await ask(sandbox, "getLicenses", filters);
      const { value, ...mark } = Object(outputs?.licenses);
      expect({ ...mark, value: 1 }).toEqual(secret(1));
      return value;
    };
    const all = await licensesIn({});
    expect(all).toContainEqual(
      expect.objectContaining({
        ...{ key: license.key, ownerLogin: firstCustomer, userLogin: firstCustomer, active: true },
        ...{ pricingName: monthly.pricingName, pricingRevision: license.rev },
      }),
    );
    expect(await licensesIn({ ownerLogin: firstCustomer.toUpperCase() })).toEqual([
      expect.objectContaining({ key: license.key }),
    ]);
    expect(await licensesIn({ userLogin: "no.one@example.com" })).toEqual([]);
    expect(await licensesIn({ pricingName: "no such pricing" })).toEqual([]);
    expect(await writes(sandbox)).toEqual([]);
  });
});

describe("getPricings", () => {
  it("returns the latest revision of each pricing, or every revision", async () => {
    await using sandbox = await startTestSandbox();
    const latest = Object((await ask(sandbox, "getPricings", {})).outputs?.pricings);
    const every = Object((await ask(sandbox, "getPricings", { allRevisions: true })).outputs?.pricings);
    const names = latest.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining([monthly.pricingName, monthlyPricing.pricingName]));
    expect(new Set(names).size).toBe(names.length);
    expect(every.length).toBeGreaterThan(latest.length);
    expect(latest[0]).toMatchObject({
      ...{ revision: expect.any(Number), licensesCount: expect.any(Number), features: expect.any(Array) },
    });
  });
});
