import { describe, expect, test } from "vitest";
import { pricing } from "../../../providers/apifew/pricing.ts";
import { collect } from "../../support/collect.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { useMockVendor } from "../../support/mock-vendor.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { clientFor, drive, held, settingsFrom, writes } from "./apifew-driver.ts";

const migratePath = "/v2/app/pricing/licenses/migrate";
const settings = settingsFrom({ "apifew:key": "12345678-aaaa-bbbb-cccc-1234567890abcdef" });
const uid = "ABCDEF1234567890";
const monthly = { uid, name: "monthly_10" };
const vendor = useMockVendor();

async function publish(sandbox: TestSandbox): Promise<void> {
  await sandbox.control("POST", "/apifew/pricings/revisions", { uid, features: ["read_report", "print"] });
}

test.each([
  ["no uid", { uid: undefined }, /^uid is required/],
  ["a uid that is none", { uid: "monthly pricing" }, /^uid must be a pricing's uid.*"monthly pricing"/],
  ["a name with its revision", { name: "monthly_10 rev.21" }, /^name must be the pricing's name without its revision/],
  ["a text for a flag", { migrateLicenses: "yes" }, /^migrateLicenses must be true or false \(it is "yes"\)/],
])("check refuses %s and names the property, the rule and the value", async (_case, change, message) => {
  await expect(drive(pricing, { settings }).check({ ...monthly, ...change })).rejects.toThrow(message);
});

describe("lifecycle", () => {
  test("finds the pricing, returns the inputs on a read, and forgets it without a write", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(pricing, sandbox);

    expect(await driver.up(monthly)).toBe("create");
    expect(driver.id).toBe(uid);
    expect(driver.outs).toEqual({
      ...monthly,
      migrateLicenses: false,
      currentName: "monthly_10",
      revision: 21,
      features: ["read_report", "download_report"],
      licensesCount: 1,
      outdatedLicenses: 1,
    });

    const made = driver.outs;
    expect(await driver.refresh()).toBe("same");
    expect(driver.outs).toEqual(made);
    expect(await driver.up(monthly)).toBe("same");
    await driver.destroy();
    expect(await writes(sandbox)).toEqual([]);
  });

  test("fails with a clear error if the pricing does not exist", async () => {
    await using sandbox = await startTestSandbox();
    const attempt = drive(pricing, sandbox).up({ uid, name: "Monthly" });

    await expect(attempt).rejects.toThrow(
      /no pricing ABCDEF1234567890 named "Monthly"; pricings are created on its website.*"monthly_10", "Monthly pricing"/,
    );
  });

  test("asks for the name if apifew returns no uid", async () => {
    await using sandbox = await startTestSandbox();

    await expect(drive(pricing, sandbox).up({ uid })).rejects.toThrow(/without uids: set name to one of "monthly_10"/);
  });

  test("finds the pricing by its uid if apifew returns it", async () => {
    const agent = vendor.agent();
    const revision = { pricing_name: "renamed", pricing_rev: 3, licenses_count: 0, features: [], pricing_uid: uid };
    const other = { ...revision, pricing_name: "other", pricing_uid: "OTHER" };
    agent
      .get("https://gw.apifew.com")
      .intercept({ path: "/v2/app/pricings", method: "POST" })
      .reply(200, JSON.stringify({ data: { pricings: [other, revision] }, error_msg: "" }));
    const driver = drive(pricing, { settings, dispatcher: agent });

    await driver.up({ uid });

    expect(driver.outs).toMatchObject({ uid, currentName: "renamed", revision: 3 });
  });

  test("refuses to adopt a pricing other than the one with the uid", async () => {
    await using sandbox = await startTestSandbox();

    await expect(drive(pricing, sandbox).up({ ...monthly, adopt: "OTHER" })).rejects.toThrow(/adopt names "OTHER"/);
  });

  test("is replaced if the uid changes", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(pricing, sandbox);
    await driver.up(monthly);

    expect(await driver.up({ uid: "ABCDEF1234567892", name: "yearly_100" })).toBe("replace");
    expect(driver.outs).toMatchObject({ currentName: "yearly_100", outdatedLicenses: 0 });
  });

  test("is gone once it is removed on the website", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(pricing, sandbox);
    await driver.up(monthly);
    await sandbox.control("PATCH", "/apifew/pricings", { uid, name: "renamed" });

    expect(await driver.refresh()).toBe("gone");
  });

  test("lists the pricings with a known uid in one call", async () => {
    await using sandbox = await startTestSandbox();
    const scope = { pricingNames: { [uid]: "monthly_10", ABCDEF1234567892: "yearly_100" } };
    const found = await collect(pricing.list(scope, { client: clientFor(sandbox), clock: new FakeClock() }));

    expect(found.map(({ id, inputs }) => [id, inputs.name])).toEqual([
      [uid, "monthly_10"],
      ["ABCDEF1234567892", "yearly_100"],
    ]);
    expect(await sandbox.calls()).toHaveLength(1);
  });
});

describe("licenses of older revisions", () => {
  test("are moved to the latest one at once if migrate is set", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(pricing, sandbox);
    await driver.up({ ...monthly, migrateLicenses: true });

    expect(driver.outs.outdatedLicenses).toBe(0);
    expect((await held(sandbox)).licenses[0]?.rev).toBe(21);
    expect(await writes(sandbox)).toEqual([migratePath]);
  });

  test("are drift when a new revision is published, and migrate resolves it", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(pricing, sandbox);
    const declared = { ...monthly, migrateLicenses: true };
    await driver.up(declared);
    await publish(sandbox);

    await driver.refresh();
    expect(driver.outs).toMatchObject({ revision: 22, outdatedLicenses: 1 });
    expect(await driver.preview(declared)).toBe("update");
    await driver.up(declared);

    expect((await held(sandbox)).licenses[0]?.rev).toBe(22);
    expect(driver.outs.outdatedLicenses).toBe(0);
    expect(await driver.up(declared)).toBe("same");
  });

  test("are not moved without migrate", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(pricing, sandbox);
    await driver.up(monthly);
    await publish(sandbox);
    await driver.refresh();

    expect(await driver.up(monthly)).toBe("same");
    expect(await driver.up({ ...monthly, migrateLicenses: true })).toBe("update");
    expect((await held(sandbox)).licenses[0]?.rev).toBe(22);
  });

  test("are migrated a second time after a lost answer, which is harmless", async () => {
    await using sandbox = await startTestSandbox();
    await sandbox.fault({ vendor: "apifew", route: migratePath, afterCommit: true, reset: true });
    const driver = drive(pricing, sandbox);
    await driver.up({ ...monthly, migrateLicenses: true });

    expect(driver.outs.outdatedLicenses).toBe(0);
  });
});
