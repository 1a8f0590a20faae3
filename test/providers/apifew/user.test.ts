import { describe, expect, test } from "vitest";
import { user } from "../../../providers/apifew/user.ts";
import { collect } from "../../support/collect.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { clientFor, drive, firstCustomer, held, jane, settingsFrom, writes } from "./apifew-driver.ts";

const createPath = "/v2/app/user/create";
const readPath = "/v2/app/user";
const savePath = "/v2/app/user/info/save";
const deletePath = "/v2/app/user/delete";
const settings = settingsFrom({ "apifew:key": "12345678-aaaa-bbbb-cccc-1234567890abcdef" });
const janes = { login: jane, nameFirst: "Jane", nameLast: "Doe" };

async function find(sandbox: TestSandbox, login = jane) {
  return (await held(sandbox)).users.find((candidate) => candidate.login === login);
}

describe("check", () => {
  test.each([
    ["no login", { login: undefined }, /^login is required/],
    ["a login that is no address", { login: "jane" }, /^login must be a login, an email address.*"jane"/],
    ["a name that is no text", { nameFirst: 1 }, /^nameFirst must be a string \(it is 1\)/],
    ["an empty adopt", { adopt: "" }, /^adopt must be true, false or an existing id/],
  ])("refuses %s and names the property, the rule and the value", async (_case, change, message) => {
    await expect(drive(user, { settings }).check({ ...janes, ...change })).rejects.toThrow(message);
  });
});

describe("lifecycle", () => {
  test("creates, returns the inputs on a read, renames and deletes", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(user, sandbox);

    expect(await driver.up(janes)).toBe("create");
    expect(driver.id).toBe(jane);
    expect(driver.outs).toEqual({ ...janes, uid: (await find(sandbox))?.uid });

    const made = driver.outs;
    expect(await driver.refresh()).toBe("same");
    expect(driver.outs).toEqual(made);
    expect(await driver.up(janes)).toBe("same");

    expect(await driver.up({ ...janes, nameLast: "Roe" })).toBe("update");
    expect(await find(sandbox)).toMatchObject({ nameFirst: "Jane", nameLast: "Roe" });

    await driver.destroy();
    expect(await find(sandbox)).toBeUndefined();
    expect(await writes(sandbox)).toEqual([createPath, savePath, savePath, deletePath]);
  });

  test("saves nothing for a user declared without names, and keeps the names that the user has", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(user, sandbox);
    await driver.up({ login: jane });
    await clientFor(sandbox).saveUserInfo(jane, { nameFirst: "Janet" });

    expect(await driver.refresh()).toBe("same");
    expect(await driver.up({ login: jane })).toBe("same");
    expect(await writes(sandbox)).toEqual([createPath, savePath]);
  });

  test("shows a name changed elsewhere as drift, and restores only that name", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(user, sandbox);
    await driver.up(janes);
    await clientFor(sandbox).saveUserInfo(jane, { nameFirst: "Janet" });

    expect(await driver.refresh()).toBe("drifted");
    expect(driver.inputs).toEqual({ ...janes, nameFirst: "Janet" });
    expect(await driver.up(janes)).toBe("update");
    expect(await find(sandbox)).toMatchObject({ nameFirst: "Jane", nameLast: "Doe" });
  });

  test("clears a name with an empty text, and the name stays empty", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(user, sandbox);
    await driver.up(janes);
    await driver.up({ ...janes, nameLast: "" });

    expect(await find(sandbox)).toMatchObject({ nameLast: "" });
    expect(await driver.refresh()).toBe("same");
  });

  test("is replaced if the login changes", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(user, sandbox);
    await driver.up(janes);

    expect(await driver.up({ ...janes, login: "jane@acme.example" })).toBe("replace");
    expect(await find(sandbox)).toBeUndefined();
    expect(await find(sandbox, "jane@acme.example")).toMatchObject({ nameFirst: "Jane" });
  });

  test("notices that the user is gone, and deletes a user that is already gone", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(user, sandbox);
    await driver.up(janes);
    await clientFor(sandbox).deleteUser(jane);

    await expect(driver.up({ ...janes, nameLast: "Roe" })).rejects.toThrow(/no longer exists: run pulumi refresh/);
    await driver.destroy();
    await driver.up(janes);
    await clientFor(sandbox).deleteUser(jane);
    expect(await driver.refresh()).toBe("gone");
  });

  test('keeps the state unless apifew answers with its own "not found"', async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(user, sandbox);
    await driver.up(janes);
    await sandbox.fault({ vendor: "apifew", route: readPath, status: 404, times: 1 });

    await expect(driver.refresh()).rejects.toThrow(/HTTP 404/);
    expect(driver.id).toBe(jane);
  });

  test("reads a user by the id alone, including the names", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(user, sandbox, { id: firstCustomer });

    await driver.refresh();

    expect(driver.inputs).toEqual({ login: firstCustomer, nameFirst: "First", nameLast: "Customer" });
    expect(driver.outs).toMatchObject({ licenseActive: true, licenseStatus: "subscribed" });
    expect(JSON.stringify(driver.outs)).not.toContain("5a4db000-0000");
  });

  test("lists those who own or use a license", async () => {
    await using sandbox = await startTestSandbox();
    const found = await collect(user.list({}, { client: clientFor(sandbox), clock: new FakeClock() }));

    expect(found.map(({ inputs }) => inputs.login)).toEqual([firstCustomer, "second.customer@example.com"]);
  });
});

describe("adoption and lost answers", () => {
  test("refuses an existing user, and takes the user over with adopt", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(user, sandbox);

    await expect(driver.up({ login: firstCustomer })).rejects.toThrow(
      /the user first\.customer@example\.com exists already \(ERROR_USER_ALREADY_EXISTS\).*set adopt: true/,
    );
    expect(await writes(sandbox)).toEqual([]);

    await driver.up({ login: firstCustomer, nameFirst: "First", nameLast: "Client", adopt: true });
    expect(await find(sandbox, firstCustomer)).toMatchObject({ nameFirst: "First", nameLast: "Client" });
    expect(await writes(sandbox)).toEqual([savePath]);
  });

  test("takes over the user of its own lost answer without adopt", async () => {
    await using sandbox = await startTestSandbox();
    await sandbox.fault({ vendor: "apifew", route: createPath, afterCommit: true, reset: true });
    const driver = drive(user, sandbox);
    await driver.up(janes);

    expect(driver.outs).toEqual({ ...janes, uid: (await find(sandbox))?.uid });
    expect(await writes(sandbox)).toEqual([createPath, savePath]);
  });

  test("records a user that may exist, and looks for the user in the next run", async () => {
    await using sandbox = await startTestSandbox();
    await sandbox.fault({ vendor: "apifew", route: createPath, afterCommit: true, reset: true });
    await sandbox.fault({ vendor: "apifew", route: readPath, skip: 1, status: 503, times: 5 });
    const driver = drive(user, sandbox);

    await expect(driver.up(janes)).rejects.toThrow(/may have been created/);
    expect(driver.isIncomplete).toBe(true);

    expect(await driver.up(janes)).toBe("update");
    expect(driver.outs).toEqual({ ...janes, uid: (await find(sandbox))?.uid });
    expect(await driver.refresh()).toBe("same");
  });

  test("keeps a user whose names could not be saved", async () => {
    await using sandbox = await startTestSandbox();
    await sandbox.fault({ vendor: "apifew", route: savePath, status: 503, times: 5 });
    const driver = drive(user, sandbox);

    await expect(driver.up(janes)).rejects.toThrow(/exists, but the names were not saved/);
    expect(driver.isIncomplete).toBe(true);

    expect(await driver.up(janes)).toBe("update");
    expect(await find(sandbox)).toMatchObject({ nameFirst: "Jane", nameLast: "Doe" });
  });
});
