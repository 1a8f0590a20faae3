import { describe, expect, test } from "vitest";
import { license } from "../../../../providers/apifew/license/index.ts";
import { licenseAssignment } from "../../../../providers/apifew/license-assignment.ts";
import { createHandler } from "../../../../providers/resource-handler.ts";
import { unknownValue } from "../../../../providers/unknown.ts";
import { collect } from "../../../support/collect.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { startTestSandbox } from "../../../support/sandbox.ts";
import {
  clientFor,
  drive,
  firstCustomer,
  jane,
  john,
  keysOf,
  licensesOf,
  monthly,
  monthlyPricing,
  secondCustomer,
  settingsFrom,
  withUsers,
  writes,
} from "../apifew-driver.ts";

const createPath = "/v2/app/pricing/license/create";
const detailsPath = "/v2/app/pricings";
const janes = { ...monthly, ownerLogin: jane };
const settings = settingsFrom({ "apifew:key": "12345678-aaaa-bbbb-cccc-1234567890abcdef" });

/** The message of a failure. */
async function failureOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  return error instanceof Error ? `${error.message} ${error.stack}` : "";
}

describe("check", () => {
  test.each([
    ["a uid that is none", { pricingUid: "no uid" }, /^pricingUid must be a pricing's uid.*"no uid"/],
    ["an owner that is no login", { ownerLogin: "jane" }, /^ownerLogin must be a login, an email address.*"jane"/],
    ["no license at all", { quantity: 0 }, /^quantity must be at least 1.*\(it is 0\)/],
    ["half a license", { quantity: 1.5 }, /^quantity must be a whole number.*1\.5/],
    [
      "a name with its revision",
      { pricingName: "monthly_10 rev.21" },
      /^pricingName must be the pricing's name without its revision/,
    ],
    ["a property that is none", { seats: 2 }, /^seats is not a property of this resource/],
  ])("refuses %s and names the property, the rule and the value", async (_case, change, message) => {
    await expect(drive(license, { settings }).check({ ...janes, ...change })).rejects.toThrow(message);
  });

  test("refuses a license key in adopt without showing it", async () => {
    const key = "12345678-aaaa-bbbb-cccc-1234567890abcdef";
    const failure = await failureOf(drive(license, { settings }).check({ ...janes, adopt: key }));

    expect(failure).toContain("adopt must be true, false or the resource's id");
    expect(failure).not.toContain(key);
  });

  test("names the configuration key and the environment variable of the missing key", async () => {
    const failure = drive(license, { settings: settingsFrom({}) }).check(janes);

    await expect(failure).rejects.toThrow(/apifew's key is missing.*apifew:key.*APIFEW_KEY/);
  });

  test("fills in defaults, accepts unknown values and is idempotent", async () => {
    const driver = drive(license, { settings });
    const once = await driver.check({ ...janes, ownerLogin: unknownValue, quantity: unknownValue });

    expect(once).toMatchObject({ assignUsage: true, quantity: unknownValue });
    expect(await driver.check(once)).toEqual(once);
  });
});

describe("lifecycle", () => {
  test("creates and assigns, returns the inputs on a read, grows by the difference, and on delete releases and forgets", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(license, sandbox);

    expect(await driver.up({ ...janes, quantity: 2 })).toBe("create");
    expect(driver.id).toBe(`ABCDEF1234567890/${jane}`);
    expect(driver.outs).toMatchObject({ keys: await keysOf(sandbox), count: 2, activeCount: 2 });
    expect((await licensesOf(sandbox, jane)).map(({ userLogin }) => userLogin)).toEqual([jane, null]);

    const made = driver.outs;
    expect(await driver.refresh()).toBe("same");
    expect(driver.outs).toEqual(made);
    expect(await driver.up({ ...janes, quantity: 2 })).toBe("same");

    expect(await driver.up({ ...janes, quantity: 5 })).toBe("update");
    expect(driver.outs.keys).toEqual(await keysOf(sandbox));
    expect(driver.outs.count).toBe(5);
    expect(await driver.refresh()).toBe("same");

    await driver.destroy();
    const left = await licensesOf(sandbox, jane);
    expect(left).toHaveLength(5);
    expect(left.every(({ userLogin }) => userLogin === null)).toBe(true);
    expect(await writes(sandbox)).toEqual([createPath, createPath, "/v2/app/pricing/license/release"]);
  });

  test("does not change usage with assignUsage: false, and does if assignUsage changes", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(license, sandbox);
    const user = async () => (await licensesOf(sandbox, jane))[0]?.userLogin;

    await driver.up({ ...janes, assignUsage: false });
    expect(await user()).toBeNull();
    expect(await driver.refresh()).toBe("same");

    expect(await driver.up(janes)).toBe("update");
    expect(await user()).toBe(jane);
    expect(await driver.refresh()).toBe("same");

    expect(await driver.up({ ...janes, assignUsage: false })).toBe("update");
    expect(await user()).toBeNull();
  });

  test("refuses a smaller quantity at preview, before any call, and explains why", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(license, sandbox);
    await driver.up({ ...janes, quantity: 3 });
    const before = (await sandbox.calls()).length;

    const refused = /^quantity must not shrink \(it is 1 after 3\): apifew documents no call that deletes a license/;
    await expect(driver.preview({ ...janes, quantity: 1 })).rejects.toThrow(refused);
    expect(await sandbox.calls()).toHaveLength(before);
    expect(await driver.preview({ ...janes, ...monthlyPricing, quantity: 1 })).toBe("replace");
    expect(await driver.preview({ ...janes, quantity: unknownValue })).toBe("update");
  });

  test("refuses a smaller quantity in an update without a preceding check", async () => {
    const { update } = createHandler(license, { settings });
    const news = { ...janes, quantity: 1, assignUsage: true };

    await expect(
      update(`ABCDEF1234567890/${jane}`, { ...news, quantity: 2, keys: ["one", "two"] }, news),
    ).rejects.toThrow(/^quantity must not shrink/);
  });

  test("changes the pricing: releases first, and leaves the old license with its owner", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(license, sandbox);
    await driver.up(janes);

    expect(await driver.up({ ...janes, ...monthlyPricing })).toBe("replace");

    expect(await licensesOf(sandbox, jane)).toMatchObject([
      { pricingUid: "ABCDEF1234567890", userLogin: null },
      { pricingUid: "ABCDEF1234567891", userLogin: jane },
    ]);
    expect(await driver.refresh()).toBe("same");
  });

  test("changes the pricing even without names, because the keys identify the old license", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(license, sandbox);
    await driver.up({ pricingUid: "ABCDEF1234567890", ownerLogin: jane });

    expect(await driver.up({ pricingUid: "ABCDEF1234567891", ownerLogin: jane })).toBe("replace");

    expect(await licensesOf(sandbox, jane)).toHaveLength(2);
    expect(await driver.refresh()).toBe("same");
  });

  test("reports missing licenses as drift of the quantity, and creates the difference", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(license, sandbox);
    await driver.up({ ...janes, quantity: 3 });
    const [first, second] = await keysOf(sandbox);
    await sandbox.control("DELETE", `/apifew/licenses/${first}`);
    await sandbox.control("DELETE", `/apifew/licenses/${second}`);

    expect(await driver.refresh()).toBe("drifted");
    expect(driver.inputs).toMatchObject({ quantity: 1, assignUsage: false });

    expect(await driver.up({ ...janes, quantity: 3 })).toBe("update");
    expect(driver.outs.keys).toEqual(await keysOf(sandbox));
    expect((await licensesOf(sandbox, jane)).filter(({ userLogin }) => userLogin === jane)).toHaveLength(1);
    expect(await driver.refresh()).toBe("same");
  });

  test("is gone once all its licenses are gone, even if the owner has others", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(license, sandbox);
    await driver.up(janes);
    await sandbox.control("DELETE", `/apifew/licenses/${(await keysOf(sandbox))[0]}`);

    expect(await driver.refresh()).toBe("gone");
  });

  test("reports no drift if the owner passes the license on to another user", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(license, sandbox);
    await driver.up(janes);
    await sandbox.control("PATCH", `/apifew/licenses/${(await keysOf(sandbox))[0]}`, { userLogin: john });

    expect(await driver.refresh()).toBe("same");
    await driver.destroy();
    expect(await licensesOf(sandbox, jane)).toMatchObject([{ userLogin: john }]);
  });

  test("deletes licenses that are already gone", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(license, sandbox);
    await driver.up(janes);
    await sandbox.control("DELETE", `/apifew/licenses/${(await keysOf(sandbox))[0]}`);

    await driver.destroy();
    expect(driver.id).toBeUndefined();
  });

  test("reads all licenses of the owner and pricing if only the id and the pricing's name are known", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    await drive(license, sandbox).up({ ...janes, quantity: 2 });
    const imported = drive(license, sandbox, {
      id: `ABCDEF1234567890/${jane}`,
      outs: { pricingName: "monthly_10" },
    });

    await imported.refresh();

    expect(imported.inputs).toEqual({ ...janes, quantity: 2, assignUsage: true });
    expect(imported.outs.keys).toEqual(await keysOf(sandbox));
    expect(await imported.up({ ...janes, quantity: 2 })).toBe("same");
  });

  test("lists the application's licenses of pricings with a known uid, in one call", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    await drive(license, sandbox).up({ ...janes, quantity: 2 });
    const before = (await sandbox.calls()).length;
    const pricingNames = { ABCDEF1234567890: "monthly_10" };

    const found = await collect(license.list({ pricingNames }, { client: clientFor(sandbox), clock: new FakeClock() }));

    expect((await sandbox.calls()).slice(before).map(({ route }) => route)).toEqual([detailsPath]);
    expect(found).toMatchObject([
      {
        id: `ABCDEF1234567890/${firstCustomer}`,
        inputs: { quantity: 1, assignUsage: true, pricingName: "monthly_10" },
      },
      { id: `ABCDEF1234567890/${jane}`, inputs: { quantity: 2 }, state: { count: 2 } },
    ]);
  });
});

describe("adoption", () => {
  const firsts = { ...monthly, ownerLogin: firstCustomer };

  test("refuses existing licenses, and names the option that takes them over", async () => {
    await using sandbox = await startTestSandbox();
    const refusal = await failureOf(drive(license, sandbox).up(firsts));

    expect(refusal).toContain(`exists already; to manage it with this resource, set adopt: true`);
    expect(refusal).not.toContain("5a4db000");
    expect(await writes(sandbox)).toEqual([]);
  });

  test.each([true, `ABCDEF1234567890/${firstCustomer}`])(
    "takes over existing licenses with adopt: %s",
    async (adopt) => {
      await using sandbox = await startTestSandbox();
      const driver = drive(license, sandbox);
      await driver.up({ ...firsts, adopt });

      expect(driver.outs.keys).toEqual(await keysOf(sandbox, firstCustomer));
      expect(await writes(sandbox)).toEqual([]);
      expect(await driver.refresh()).toBe("same");
    },
  );

  test("creates only the licenses missing after the adoption", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(license, sandbox);
    await driver.up({ ...firsts, quantity: 3, adopt: true });

    expect(driver.outs.keys).toEqual(await keysOf(sandbox, firstCustomer));
    expect(await keysOf(sandbox, firstCustomer)).toHaveLength(3);
    expect(await writes(sandbox)).toEqual([createPath]);
  });

  test("assigns an adopted license without a user to its owner", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(license, sandbox);
    await driver.up({ ...monthlyPricing, ownerLogin: secondCustomer, adopt: true });

    expect(await licensesOf(sandbox, secondCustomer)).toMatchObject([{ userLogin: secondCustomer }]);
    expect(await driver.refresh()).toBe("same");
  });

  test("asks for the pricing's name if apifew's answer does not say which pricing the owner's license has", async () => {
    await using sandbox = await startTestSandbox();
    const attempt = drive(license, sandbox).up({ pricingUid: "ABCDEF1234567892", ownerLogin: firstCustomer });

    await expect(attempt).rejects.toThrow(/may be of pricing ABCDEF1234567892 or of another one.*set pricingName/);
    expect(await writes(sandbox)).toEqual([]);
  });

  test("refuses an unknown pricing name, and lists the known ones", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const attempt = drive(license, sandbox).up({ ...janes, pricingName: "monthly 10" });

    await expect(attempt).rejects.toThrow(/pricingName is "monthly 10".*"monthly_10", "Monthly pricing", "yearly_100"/);
  });
});

describe("error messages", () => {
  test("and the id contain no license key", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(license, sandbox);
    await driver.up({ ...janes, quantity: 2 });
    const keys = await keysOf(sandbox);
    const failures = [
      await failureOf(driver.up({ ...janes, quantity: 1 })),
      await failureOf(drive(license, sandbox).up(janes)),
      await failureOf(drive(licenseAssignment, sandbox).up({ ...janes, userLogin: jane })),
      await failureOf(drive(license, sandbox).up({ ...janes, ...monthlyPricing })),
    ];

    for (const text of [...failures, String(driver.id)]) {
      expect(keys.some((key) => text.includes(key))).toBe(false);
    }
    expect(license.secretOutputs).toEqual(expect.arrayContaining(["keys"]));
  });

  test("for a refusal by apifew contain its own message and advice", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    await drive(license, sandbox).up(janes);

    await expect(drive(license, sandbox).up({ ...janes, ...monthlyPricing })).rejects.toThrow(
      /ERROR_ALREADY_ASSIGNED_APP_LICENSE.*can use only one.*assignUsage: false/,
    );
  });
});
