import { describe, expect, test } from "vitest";
import { license } from "../../../providers/apifew/license/index.ts";
import { licenseAssignment } from "../../../providers/apifew/license-assignment.ts";
import { collect } from "../../support/collect.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import {
  clientFor,
  drive,
  firstCustomer,
  jane,
  john,
  licensesOf,
  monthly,
  monthlyPricing,
  secondCustomer,
  settingsFrom,
  withUsers,
  writes,
} from "./apifew-driver.ts";

const assignPath = "/v2/app/pricing/license/assign";
const releasePath = "/v2/app/pricing/license/release";
const detailsPath = "/v2/app/pricings";
const settings = settingsFrom({ "apifew:key": "12345678-aaaa-bbbb-cccc-1234567890abcdef" });
const johns = { ...monthly, ownerLogin: jane, userLogin: john };

/** A sandbox in which Jane owns two licenses and uses one. */
async function startTeam(): Promise<TestSandbox> {
  const sandbox = await startTestSandbox(withUsers);
  await drive(license, sandbox).up({ ...monthly, ownerLogin: jane, quantity: 2 });
  return sandbox;
}

async function licenseOf(sandbox: TestSandbox, userLogin: string, ownerLogin = jane) {
  return (await licensesOf(sandbox, ownerLogin)).find((candidate) => candidate.userLogin === userLogin);
}

async function assignWrites(sandbox: TestSandbox): Promise<string[]> {
  return (await writes(sandbox)).filter((path) => [assignPath, releasePath].includes(path));
}

test.each([
  ["no user", { userLogin: undefined }, /^userLogin is required/],
  ["an owner that is no login", { ownerLogin: "jane" }, /^ownerLogin must be a login, an email address.*"jane"/],
])("check refuses %s and names the property, the rule and the value", async (_case, change, message) => {
  await expect(drive(licenseAssignment, { settings }).check({ ...johns, ...change })).rejects.toThrow(message);
});

describe("lifecycle", () => {
  test("assigns, returns the inputs on a read, and releases", async () => {
    await using sandbox = await startTeam();
    const driver = drive(licenseAssignment, sandbox);

    expect(await driver.up(johns)).toBe("create");
    expect(driver.id).toBe(`ABCDEF1234567890/${jane}/${john}`);
    expect(driver.outs).toEqual({ ...johns, licenseKey: (await licenseOf(sandbox, john))?.key, licenseActive: true });

    const made = driver.outs;
    expect(await driver.refresh()).toBe("same");
    expect(driver.outs).toEqual(made);
    expect(await driver.up(johns)).toBe("same");

    await driver.destroy();
    expect(await licenseOf(sandbox, john)).toBeUndefined();
    expect(await licensesOf(sandbox, jane)).toHaveLength(2);
    expect(await assignWrites(sandbox)).toEqual([assignPath, releasePath]);
  });

  test("changes to another user: the previous one is released first", async () => {
    await using sandbox = await startTeam();
    const driver = drive(licenseAssignment, sandbox);
    await driver.up(johns);

    expect(await driver.up({ ...johns, userLogin: secondCustomer })).toBe("replace");

    expect(await licenseOf(sandbox, john)).toBeUndefined();
    expect(await licenseOf(sandbox, secondCustomer)).toBeDefined();
  });

  test("is gone if it was released elsewhere, and an up assigns it again", async () => {
    await using sandbox = await startTeam();
    const driver = drive(licenseAssignment, sandbox);
    await driver.up(johns);
    await clientFor(sandbox).releaseLicense("ABCDEF1234567890", john);

    expect(await driver.refresh()).toBe("gone");
    expect(await driver.up(johns)).toBe("create");
    expect(await licenseOf(sandbox, john)).toBeDefined();
  });

  test("deletes an assignment that is already released, and one that never was this owner's", async () => {
    await using sandbox = await startTeam();
    const driver = drive(licenseAssignment, sandbox);
    await driver.up(johns);
    await clientFor(sandbox).releaseLicense("ABCDEF1234567890", john);
    await driver.destroy();

    const foreign = drive(licenseAssignment, sandbox, {
      id: `ABCDEF1234567890/${jane}/${firstCustomer}`,
      outs: { ...monthly, ownerLogin: jane, userLogin: firstCustomer },
    });
    await foreign.destroy();
    expect(await licenseOf(sandbox, firstCustomer, firstCustomer)).toBeDefined();
  });

  test("follows the key if the pricing has no name", async () => {
    await using sandbox = await startTeam();
    const driver = drive(licenseAssignment, sandbox);
    const unnamed = { pricingUid: "ABCDEF1234567890", ownerLogin: jane, userLogin: john };
    await driver.up(unnamed);

    expect(await driver.refresh()).toBe("same");
    await driver.destroy();
    expect(await licenseOf(sandbox, john)).toBeUndefined();
  });

  test("lists each user's license in one call", async () => {
    await using sandbox = await startTeam();
    await drive(licenseAssignment, sandbox).up(johns);
    const before = (await sandbox.calls()).length;
    const scope = { pricingNames: { ABCDEF1234567890: "monthly_10" } };

    const found = await collect(licenseAssignment.list(scope, { client: clientFor(sandbox), clock: new FakeClock() }));

    expect((await sandbox.calls()).slice(before).map(({ route }) => route)).toEqual([detailsPath]);
    expect(found.map(({ inputs }) => [inputs.ownerLogin, inputs.userLogin])).toEqual([
      [firstCustomer, firstCustomer],
      [jane, jane],
      [jane, john],
    ]);
  });
});

describe("adoption and lost answers", () => {
  test("refuses an existing assignment, and takes it over with adopt", async () => {
    await using sandbox = await startTeam();
    const assignment = { ...monthly, ownerLogin: jane, userLogin: jane };

    await expect(drive(licenseAssignment, sandbox).up(assignment)).rejects.toThrow(
      /the assignment of a license of jane.* exists already.*set adopt: true/,
    );
    const driver = drive(licenseAssignment, sandbox);
    await driver.up({ ...assignment, adopt: `ABCDEF1234567890/${jane}/${jane}` });

    expect(driver.outs.licenseKey).toBe((await licenseOf(sandbox, jane))?.key);
    expect(await assignWrites(sandbox)).toEqual([]);
  });

  test.each([
    ["a reset", { reset: true }],
    ["a 502", { status: 502 }],
    ["a cut body", { malformed: true }],
  ])("takes over the assignment of its own lost answer without adopt: %s", async (_case, fault) => {
    await using sandbox = await startTeam();
    await sandbox.fault({ vendor: "apifew", route: assignPath, afterCommit: true, ...fault });
    const driver = drive(licenseAssignment, sandbox);
    await driver.up(johns);

    expect(driver.outs.licenseKey).toBe((await licenseOf(sandbox, john))?.key);
    expect(await assignWrites(sandbox)).toEqual([assignPath]);
  });

  test("records an assignment that may exist, and looks for it in the next run", async () => {
    await using sandbox = await startTeam();
    await sandbox.fault({ vendor: "apifew", route: assignPath, afterCommit: true, reset: true });
    await sandbox.fault({ vendor: "apifew", route: detailsPath, skip: 1, status: 503, times: 5 });
    const driver = drive(licenseAssignment, sandbox);

    await expect(driver.up(johns)).rejects.toThrow(/may have been assigned/);
    expect(driver.isIncomplete).toBe(true);
    expect(await driver.up(johns)).toBe("update");
    expect(driver.outs.licenseKey).toBe((await licenseOf(sandbox, john))?.key);
    expect(await assignWrites(sandbox)).toEqual([assignPath]);
  });

  test("explains what to do if the owner has no free license", async () => {
    await using sandbox = await startTeam();
    await drive(licenseAssignment, sandbox).up(johns);

    await expect(drive(licenseAssignment, sandbox).up({ ...johns, userLogin: secondCustomer })).rejects.toThrow(
      /ERROR_NO_LICENSE_AVAIL.*raise the License's quantity or release one/,
    );
  });

  test("explains what to do if the user uses another license", async () => {
    await using sandbox = await startTeam();
    const firsts = { ...johns, userLogin: firstCustomer };

    await expect(drive(licenseAssignment, sandbox).up(firsts)).rejects.toThrow(
      /ERROR_ALREADY_ASSIGNED_APP_LICENSE.*release it first/,
    );
    expect(await licenseOf(sandbox, firstCustomer, firstCustomer)).toBeDefined();
  });

  test("asks for the pricing's name if the user's license of this owner may belong to another pricing", async () => {
    await using sandbox = await startTeam();
    const attempt = drive(licenseAssignment, sandbox).up({
      pricingUid: monthlyPricing.pricingUid,
      ownerLogin: jane,
      userLogin: jane,
    });

    await expect(attempt).rejects.toThrow(/may be of pricing ABCDEF1234567891 or of another one.*set pricingName/);
  });
});
