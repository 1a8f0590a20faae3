import { describe, expect, test } from "vitest";
import { license } from "../../../../providers/apifew/license/index.ts";
import { startTestSandbox } from "../../../support/sandbox.ts";
import { drive, jane, keysOf, licensesOf, monthly, monthlyPricing, withUsers, writes } from "../apifew-driver.ts";

const createPath = "/v2/app/pricing/license/create";
const detailsPath = "/v2/app/pricings";
const yearly = { pricingUid: "ABCDEF1234567892", pricingName: "yearly_100" };
const janes = { ...monthly, ownerLogin: jane };

describe("lost answers of a license's create", () => {
  test.each([
    ["a reset", { reset: true }],
    ["a 500", { status: 500 }],
    ["a cut body", { malformed: true }],
  ])("after the commit never create a second license: %s", async (_case, fault) => {
    await using sandbox = await startTestSandbox(withUsers);
    await sandbox.fault({ vendor: "apifew", route: createPath, afterCommit: true, ...fault });
    const driver = drive(license, sandbox);

    await driver.up({ ...janes, quantity: 2 });

    expect(driver.outs.keys).toEqual(await keysOf(sandbox));
    expect(await keysOf(sandbox)).toHaveLength(2);
    expect(await writes(sandbox)).toEqual([createPath]);
  });

  test("are recovered without a name for the pricing", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    await sandbox.fault({ vendor: "apifew", route: createPath, afterCommit: true, reset: true });
    const driver = drive(license, sandbox);
    await driver.up({ pricingUid: "ABCDEF1234567890", ownerLogin: jane });

    expect(driver.outs.keys).toEqual(await keysOf(sandbox));
    expect(await keysOf(sandbox)).toHaveLength(1);
  });

  test("with a pricing name other than the given one create no second license", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    await sandbox.fault({ vendor: "apifew", route: createPath, afterCommit: true, reset: true });
    const driver = drive(license, sandbox);

    await expect(driver.up({ ...janes, pricingName: "yearly_100" })).rejects.toThrow(
      /appeared under pricing "monthly_10".*check pricingName/,
    );
    expect(driver.isIncomplete).toBe(true);

    await driver.up(janes);
    expect(driver.outs.keys).toEqual(await keysOf(sandbox));
    expect(await keysOf(sandbox)).toHaveLength(1);
  });

  test("next to another process's license of another pricing are recovered if adopt permits it", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const inputs = { ...janes, assignUsage: false, quantity: 2 };
    const driver = drive(license, sandbox);
    await sandbox.fault({ vendor: "apifew", route: createPath, reset: true });
    await expect(driver.up(inputs)).rejects.toThrow("may have been created");
    await drive(license, sandbox).up({ ...yearly, ownerLogin: jane, assignUsage: false });

    await expect(driver.up(inputs)).rejects.toThrow(/appeared under pricing "yearly_100".*set adopt: true$/);
    await driver.up({ ...inputs, adopt: true });
    expect((await licensesOf(sandbox, jane)).map(({ pricingUid }) => pricingUid).toSorted()).toEqual([
      ...[monthly.pricingUid, monthly.pricingUid, yearly.pricingUid],
    ]);
    expect(driver.outs.keys).toHaveLength(2);
  });

  test("next to another pricing's license still allow a delete", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(license, sandbox);
    await sandbox.fault({ vendor: "apifew", route: createPath, reset: true });
    await expect(driver.up({ ...janes, assignUsage: false })).rejects.toThrow("may have been created");
    await drive(license, sandbox).up({ ...yearly, ownerLogin: jane });

    await driver.destroy();
    expect(await licensesOf(sandbox, jane)).toMatchObject([{ pricingUid: yearly.pricingUid, userLogin: jane }]);
  });

  test("of a larger quantity are recovered next to another pricing's license, because the keys show the pricing's name", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(license, sandbox);
    await driver.up(janes);
    await sandbox.fault({ vendor: "apifew", route: createPath, reset: true });
    await expect(driver.up({ ...janes, quantity: 2 })).rejects.toThrow("may have been created");
    await drive(license, sandbox).up({ ...yearly, ownerLogin: jane, assignUsage: false });

    await driver.up({ ...janes, quantity: 2 });
    expect(driver.outs.keys).toHaveLength(2);
    expect(await keysOf(sandbox)).toHaveLength(3);
  });

  test("before the commit are followed by one create", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    await sandbox.fault({ vendor: "apifew", route: createPath, reset: true });
    await drive(license, sandbox).up(janes);

    expect(await keysOf(sandbox)).toHaveLength(1);
  });

  test("of a larger quantity create the difference once", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(license, sandbox);
    await driver.up({ ...janes, quantity: 2 });
    await sandbox.fault({ vendor: "apifew", route: createPath, afterCommit: true, reset: true });

    await driver.up({ ...janes, quantity: 4 });

    expect(driver.outs.keys).toEqual(await keysOf(sandbox));
    expect(await keysOf(sandbox)).toHaveLength(4);
  });

  test("while the vendor stays down keep the licenses that may exist, and the next run finds them", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(license, sandbox);
    await driver.check(janes);
    await sandbox.fault({ vendor: "apifew", route: createPath, afterCommit: true, reset: true });
    await sandbox.fault({ vendor: "apifew", route: detailsPath, skip: 1, status: 503, times: 5 });

    await expect(driver.up(janes)).rejects.toThrow(/may have been created; the next run searches for them/);
    expect(driver.isIncomplete).toBe(true);

    expect(await driver.up(janes)).toBe("update");
    expect(driver.outs).toMatchObject({ keys: await keysOf(sandbox), count: 1 });
    expect(await keysOf(sandbox)).toHaveLength(1);
    expect(await driver.refresh()).toBe("same");
  });

  test("of two concurrent creates for one owner are not mixed up", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    await sandbox.fault({ vendor: "apifew", route: createPath, afterCommit: true, reset: true, times: 2 });
    const basic = drive(license, sandbox);
    const other = drive(license, sandbox);

    await Promise.all([
      basic.up({ ...janes, quantity: 2 }),
      other.up({ ...janes, ...monthlyPricing, quantity: 3, assignUsage: false }),
    ]);

    expect(basic.outs.count).toBe(2);
    expect(other.outs.count).toBe(3);
    expect(await keysOf(sandbox)).toHaveLength(5);
  });
});
