import { describe, expect, test } from "vitest";
import { license } from "../../../providers/apifew/license/index.ts";
import { licenseAssignment } from "../../../providers/apifew/license-assignment.ts";
import { managedUser } from "../../../providers/apifew/managed-user.ts";
import { collect } from "../../support/collect.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { useMockVendor } from "../../support/mock-vendor.ts";
import { startTestSandbox } from "../../support/sandbox.ts";
import { clientFor, drive, held, jane, john, monthly, settingsFrom, withUsers, writes } from "./apifew-driver.ts";

const createPath = "/v2/user/managed/create";
const removePath = "/v2/user/managed/remove";
const settings = settingsFrom({ "apifew:key": "12345678-aaaa-bbbb-cccc-1234567890abcdef" });
const johns = { ownerLogin: jane, managedLogin: john };
const vendor = useMockVendor();

/** A vendor that answers the next calls with these error messages in turn. A blank one is a success. */
function answering(...messages: readonly string[]) {
  const agent = vendor.agent();
  for (const message of messages) {
    const body = JSON.stringify({ data: null, success_msg: "", error_msg: message });
    agent
      .get("https://gw.apifew.com")
      .intercept({ path: createPath, method: "POST" })
      .reply(message === "lost" ? 500 : 200, body);
  }
  return { settings, dispatcher: agent };
}

test.each([
  ["no owner", { ownerLogin: undefined }, /^ownerLogin is required/],
  ["a managed user that is no login", { managedLogin: "john" }, /^managedLogin must be a login.*"john"/],
])("check refuses %s and names the property, the rule and the value", async (_case, change, message) => {
  await expect(drive(managedUser, { settings }).check({ ...johns, ...change })).rejects.toThrow(message);
});

describe("lifecycle", () => {
  test("adds the member, returns the inputs on a read, and removes the member", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(managedUser, sandbox);

    expect(await driver.up(johns)).toBe("create");
    expect(driver.id).toBe(`${jane}/${john}`);
    expect((await held(sandbox)).managedUsers).toEqual([johns]);

    const made = driver.outs;
    expect(made).toEqual({ ...johns, isReadable: false });
    expect(await driver.refresh()).toBe("same");
    expect(driver.outs).toEqual(made);
    expect(await driver.up(johns)).toBe("same");

    await driver.destroy();
    expect((await held(sandbox)).managedUsers).toEqual([]);
    expect(await writes(sandbox)).toEqual([createPath, removePath]);
  });

  test("replaces the member of another owner", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(managedUser, sandbox);
    await driver.up(johns);

    expect(await driver.up({ ownerLogin: john, managedLogin: jane })).toBe("replace");
    expect((await held(sandbox)).managedUsers).toEqual([{ ownerLogin: john, managedLogin: jane }]);
  });

  test("removes a member who is already gone", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(managedUser, sandbox);
    await driver.up(johns);
    await clientFor(sandbox).removeManagedUser(jane, john);

    await driver.destroy();
    expect(driver.id).toBeUndefined();
  });

  test("shows apifew's refusal while a license is in use, with advice", async () => {
    await using sandbox = await startTestSandbox(withUsers);
    const driver = drive(managedUser, sandbox);
    await driver.up(johns);
    await drive(license, sandbox).up({ ...monthly, ownerLogin: jane, quantity: 2 });
    await drive(licenseAssignment, sandbox).up({ ...monthly, ownerLogin: jane, userLogin: john });

    await expect(driver.destroy()).rejects.toThrow(/ERROR_ALREADY_ASSIGNED_APP_LICENSE.*release it first/);
    expect(driver.id).toBe(`${jane}/${john}`);
  });

  test("is read from an id whose parts contain the separator", async () => {
    const driver = drive(managedUser, { settings }, { id: "a%2Fb%25@x.example/c@x.example" });

    expect(await driver.refresh()).toBe("drifted");
    expect(driver.inputs).toEqual({ ownerLogin: "a/b%@x.example", managedLogin: "c@x.example" });
    await expect(drive(managedUser, { settings }, { id: "a@x" }).refresh()).rejects.toThrow(
      /the id must be <owner's login>/,
    );
  });

  test("lists nothing, because no call lists a team", async () => {
    expect(await collect(managedUser.list({}, { client: clientFor({ settings }), clock: new FakeClock() }))).toEqual(
      [],
    );
  });
});

describe("a member who already exists", () => {
  test("is refused without adopt, and taken over with adopt", async () => {
    await expect(drive(managedUser, answering("ERROR_USER_ALREADY_EXISTS")).up(johns)).rejects.toThrow(
      /the managed user john.* of jane.* exists already \(ERROR_USER_ALREADY_EXISTS\).*set adopt: true/,
    );
    const adopted = drive(managedUser, answering("ERROR_USER_ALREADY_EXISTS"));
    expect(await adopted.up({ ...johns, adopt: true })).toBe("create");
  });

  test("is recognised as created by this resource after a lost answer", async () => {
    expect(await drive(managedUser, answering("lost", "ERROR_USER_ALREADY_EXISTS")).up(johns)).toBe("create");
  });

  test("is kept in the state if no answer arrives, and added by the next run", async () => {
    const driver = drive(managedUser, answering("lost", "lost", "lost", "lost", "ERROR_USER_ALREADY_EXISTS"));

    await expect(driver.up(johns)).rejects.toThrow(/may have been added/);
    expect(driver.isIncomplete).toBe(true);
    expect(await driver.refresh()).toBe("same");
    expect(await driver.up(johns)).toBe("update");
    expect(driver.outs).toEqual({ ...johns, isReadable: false });
  });
});
