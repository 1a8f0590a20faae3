import { describe, expect, test } from "vitest";
import { license } from "../../../../providers/apifew/license/index.ts";
import { startTestSandbox, type TestSandbox } from "../../../support/sandbox.ts";
import { clientFor, drive, jane, keysOf, licensesOf, monthly, withUsers } from "../apifew-driver.ts";

const createPath = "/v2/app/pricing/license/create";
const detailsPath = "/v2/app/pricings";
const janes = { ...monthly, ownerLogin: jane };
const id = `${monthly.pricingUid}/${jane}`;

/**
 * A create whose answer is lost and whose listings fail, while another stack creates licenses of the same
 * owner and pricing.
 */
async function loseTogether(sandbox: TestSandbox, quantity: number, others: number) {
  const driver = drive(license, sandbox);
  const inputs = { ...janes, assignUsage: false, quantity };
  await sandbox.fault({ vendor: "apifew", route: createPath, afterCommit: true, status: 504 });
  await sandbox.fault({ vendor: "apifew", route: detailsPath, skip: 1, status: 503, times: 5 });
  await expect(driver.up(inputs)).rejects.toThrow(/may have been created/);
  const own = await keysOf(sandbox);
  const options = { quantity: others, noUsage: true };
  const { keys: theirs } = await clientFor(sandbox).createLicenses(monthly.pricingUid, jane, options);
  return { driver, inputs, own, theirs };
}

describe("two stacks with the same owner and pricing", () => {
  test("that created more licenses than were missing get an error with the ends of the keys and the fix", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const { driver, inputs, own, theirs } = await loseTogether(sandbox, 1, 1);

    const failure = await driver.up(inputs).catch((error: Error) => error.message);

    expect(failure).toMatch(/1 license .* was lost, and 2 have appeared since/);
    for (const key of [...own, ...theirs]) {
      expect(failure).toContain(key.slice(-4));
      expect(failure).not.toContain(key);
    }
    expect(failure).toContain(`adopt: "${id}#`);
    expect(driver.outs.keys).toEqual([]);
    expect(await driver.refresh()).not.toBe("gone");

    await driver.up({ ...inputs, adopt: `${id}#${own.map((key) => key.slice(-6)).join(",")}` });
    expect(driver.outs.keys).toEqual(own);
    await driver.up(inputs);
    expect(driver.outs.keys).toEqual(own);
    expect(await driver.refresh()).toBe("same");
    expect(await keysOf(sandbox)).toHaveLength(2);
  });

  test("with permission to adopt any license adopt only the missing number, and never block each other", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const { driver, inputs } = await loseTogether(sandbox, 2, 2);

    await driver.up({ ...inputs, adopt: true });
    expect(driver.outs.count).toBe(2);
    expect(await driver.refresh()).toBe("same");
    expect(await driver.up({ ...inputs, adopt: true })).toBe("same");
    expect(await keysOf(sandbox)).toHaveLength(4);
  });

  test("are destroyed one after the other: licenses that cannot be told apart stay assigned", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const { driver } = await loseTogether(sandbox, 1, 1);
    await clientFor(sandbox).assignLicense(monthly.pricingUid, jane, jane);

    await driver.destroy();

    expect((await licensesOf(sandbox, jane)).filter(({ userLogin }) => userLogin === jane)).toHaveLength(1);
  });

  test("an import of one license keeps its quantity if another license appears", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    await clientFor(sandbox).createLicenses(monthly.pricingUid, jane, { quantity: 1, noUsage: false });
    const inputs = { ...janes, quantity: 1, assignUsage: true };
    const driver = drive(license, sandbox, { id, inputs, outs: inputs });
    await clientFor(sandbox).createLicenses(monthly.pricingUid, jane, { quantity: 1, noUsage: true });

    expect(await driver.refresh()).toBe("same");
    expect(driver.outs.count).toBe(1);
    expect(await driver.up(inputs)).toBe("same");
  });

  test("a key ending that matches no license is refused, and so is a whole license key", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const { driver, inputs, own } = await loseTogether(sandbox, 1, 1);

    await expect(driver.up({ ...inputs, adopt: `${id}#zzzz` })).rejects.toThrow(/ends in zzzz, but none of .* does/);
    await expect(driver.up({ ...inputs, adopt: `${id}#${own[0]}` })).rejects.toThrow(/never a license key/);
  });
});

test("leave no record of a refused create", async () => {
  await using sandbox = await startTestSandbox();
  const driver = drive(license, sandbox);
  await expect(driver.up(janes)).rejects.toThrow(/ERROR_USER_NOT_FOUND/);
  expect(driver.isIncomplete).toBe(false);
  expect(driver.id).toBeUndefined();
});
