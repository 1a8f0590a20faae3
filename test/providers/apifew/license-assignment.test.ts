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

/** A world in which Jane owns two licenses and uses one. */
async function startTeam(): Promise<TestSandbox> {
  const world = await startTestSandbox(withUsers);
  await drive(license, world).up({ ...monthly, ownerLogin: jane, quantity: 2 });
  return world;
}

async function licenseOf(world: TestSandbox, userLogin: string, ownerLogin = jane) {
  return (await licensesOf(world, ownerLogin)).find((candidate) => candidate.userLogin === userLogin);
}

async function assignWrites(world: TestSandbox): Promise<string[]> {
  return (await writes(world)).filter((path) => [assignPath, releasePath].includes(path));
}

test.each([
  ["no user", { userLogin: undefined }, /^userLogin is required/],
  ["an owner that is no login", { ownerLogin: "jane" }, /^ownerLogin must be a login, an email address.*"jane"/],
])("check refuses %s and names property, rule and value", async (_case, change, message) => {
  await expect(drive(licenseAssignment, { settings }).check({ ...johns, ...change })).rejects.toThrow(message);
});

describe("lifecycle", () => {
  test("assigns, gives the inputs back and releases", async () => {
    await using world = await startTeam();
    const driver = drive(licenseAssignment, world);

    expect(await driver.up(johns)).toBe("create");
    expect(driver.id).toBe(`ABCDEF1234567890/${jane}/${john}`);
    expect(driver.outs).toEqual({ ...johns, licenseKey: (await licenseOf(world, john))?.key, licenseActive: true });

    const made = driver.outs;
    expect(await driver.refresh()).toBe("same");
    expect(driver.outs).toEqual(made);
    expect(await driver.up(johns)).toBe("same");

    await driver.destroy();
    expect(await licenseOf(world, john)).toBeUndefined();
    expect(await licensesOf(world, jane)).toHaveLength(2);
    expect(await assignWrites(world)).toEqual([assignPath, releasePath]);
  });

  test("moves on to another user: the old one is released first", async () => {
    await using world = await startTeam();
    const driver = drive(licenseAssignment, world);
    await driver.up(johns);

    expect(await driver.up({ ...johns, userLogin: secondCustomer })).toBe("replace");

    expect(await licenseOf(world, john)).toBeUndefined();
    expect(await licenseOf(world, secondCustomer)).toBeDefined();
  });

  test("is gone when it was released elsewhere, and up assigns it again", async () => {
    await using world = await startTeam();
    const driver = drive(licenseAssignment, world);
    await driver.up(johns);
    await clientFor(world).releaseLicense("ABCDEF1234567890", john);

    expect(await driver.refresh()).toBe("gone");
    expect(await driver.up(johns)).toBe("create");
    expect(await licenseOf(world, john)).toBeDefined();
  });

  test("deletes what was released already, and what never was this owner's", async () => {
    await using world = await startTeam();
    const driver = drive(licenseAssignment, world);
    await driver.up(johns);
    await clientFor(world).releaseLicense("ABCDEF1234567890", john);
    await driver.destroy();

    const foreign = drive(licenseAssignment, world, {
      id: `ABCDEF1234567890/${jane}/${firstCustomer}`,
      outs: { ...monthly, ownerLogin: jane, userLogin: firstCustomer },
    });
    await foreign.destroy();
    expect(await licenseOf(world, firstCustomer, firstCustomer)).toBeDefined();
  });

  test("follows the key where the pricing has no name", async () => {
    await using world = await startTeam();
    const driver = drive(licenseAssignment, world);
    const unnamed = { pricingUid: "ABCDEF1234567890", ownerLogin: jane, userLogin: john };
    await driver.up(unnamed);

    expect(await driver.refresh()).toBe("same");
    await driver.destroy();
    expect(await licenseOf(world, john)).toBeUndefined();
  });

  test("lists who uses what, in one call", async () => {
    await using world = await startTeam();
    await drive(licenseAssignment, world).up(johns);
    const before = (await world.calls()).length;
    const scope = { pricingNames: { ABCDEF1234567890: "monthly_10" } };

    const found = await collect(licenseAssignment.list(scope, { client: clientFor(world), clock: new FakeClock() }));

    expect((await world.calls()).slice(before).map(({ route }) => route)).toEqual([detailsPath]);
    expect(found.map(({ inputs }) => [inputs.ownerLogin, inputs.userLogin])).toEqual([
      [firstCustomer, firstCustomer],
      [jane, jane],
      [jane, john],
    ]);
  });
});

describe("adoption and lost answers", () => {
  test("refuses an assignment that was there before, and takes it over with adopt", async () => {
    await using world = await startTeam();
    const assignment = { ...monthly, ownerLogin: jane, userLogin: jane };

    await expect(drive(licenseAssignment, world).up(assignment)).rejects.toThrow(
      /the assignment of a license of jane.* exists already.*set adopt: true/,
    );
    const driver = drive(licenseAssignment, world);
    await driver.up({ ...assignment, adopt: `ABCDEF1234567890/${jane}/${jane}` });

    expect(driver.outs.licenseKey).toBe((await licenseOf(world, jane))?.key);
    expect(await assignWrites(world)).toEqual([]);
  });

  test.each([
    ["a reset", { reset: true }],
    ["a 502", { status: 502 }],
    ["a cut body", { malformed: true }],
  ])("takes the assignment of its own lost answer without leave: %s", async (_case, fault) => {
    await using world = await startTeam();
    await world.fault({ vendor: "apifew", route: assignPath, afterCommit: true, ...fault });
    const driver = drive(licenseAssignment, world);
    await driver.up(johns);

    expect(driver.outs.licenseKey).toBe((await licenseOf(world, john))?.key);
    expect(await assignWrites(world)).toEqual([assignPath]);
  });

  test("keeps an assignment that may be there, and looks for it in the next run", async () => {
    await using world = await startTeam();
    await world.fault({ vendor: "apifew", route: assignPath, afterCommit: true, reset: true });
    await world.fault({ vendor: "apifew", route: detailsPath, skip: 1, status: 503, times: 5 });
    const driver = drive(licenseAssignment, world);

    await expect(driver.up(johns)).rejects.toThrow(/may have been assigned/);
    expect(driver.isIncomplete).toBe(true);
    expect(await driver.up(johns)).toBe("update");
    expect(driver.outs.licenseKey).toBe((await licenseOf(world, john))?.key);
    expect(await assignWrites(world)).toEqual([assignPath]);
  });

  test("says what to do when the owner has no license left", async () => {
    await using world = await startTeam();
    await drive(licenseAssignment, world).up(johns);

    await expect(drive(licenseAssignment, world).up({ ...johns, userLogin: secondCustomer })).rejects.toThrow(
      /ERROR_NO_LICENSE_AVAIL.*raise the License's quantity or release one/,
    );
  });

  test("says what to do when the user uses another license", async () => {
    await using world = await startTeam();
    const firsts = { ...johns, userLogin: firstCustomer };

    await expect(drive(licenseAssignment, world).up(firsts)).rejects.toThrow(
      /ERROR_ALREADY_ASSIGNED_APP_LICENSE.*release it first/,
    );
    expect(await licenseOf(world, firstCustomer, firstCustomer)).toBeDefined();
  });

  test("asks for the pricing's name where the user uses a license of the owner that may be another pricing's", async () => {
    await using world = await startTeam();
    const attempt = drive(licenseAssignment, world).up({
      pricingUid: monthlyPricing.pricingUid,
      ownerLogin: jane,
      userLogin: jane,
    });

    await expect(attempt).rejects.toThrow(/may be of pricing ABCDEF1234567891 or of another one.*set pricingName/);
  });
});
