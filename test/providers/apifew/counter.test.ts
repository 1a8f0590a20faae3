import { describe, expect, test } from "vitest";
import { counter } from "../../../providers/apifew/counter.ts";
import { collect } from "../../support/collect.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { useMockVendor } from "../../support/mock-vendor.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { clientFor, drive, firstCustomer, licensesOf, secondCustomer, settingsFrom, writes } from "./apifew-driver.ts";

const savePath = "/v2/app/user/license/counter/value/save";
const settings = settingsFrom({ "apifew:key": "12345678-aaaa-bbbb-cccc-1234567890abcdef" });
/** 100 in the seed. */
const declared = { name: "counter_one", userLogin: firstCustomer };
const vendor = useMockVendor();

async function valueAtApifew(sandbox: TestSandbox): Promise<number | undefined> {
  return (await licensesOf(sandbox, firstCustomer))[0]?.counters.counter_one;
}

test.each([
  ["no name", { name: undefined }, /^name is required/],
  ["an empty name", { name: "" }, /^name must be a counter's name/],
  ["a value that is no number", { value: "many" }, /^value must be a number \(it is "many"\)/],
  ["a user with a blank", { userLogin: "a b" }, /^userLogin must be a user's login or uid/],
])("check refuses %s and names the property, the rule and the value", async (_case, change, message) => {
  await expect(drive(counter, { settings }).check({ ...declared, ...change })).rejects.toThrow(message);
});

describe("lifecycle", () => {
  test("saves the value, returns the inputs on a read, changes the value, and only forgets it on delete", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(counter, sandbox);

    expect(await driver.up({ ...declared, value: 12.5 })).toBe("create");
    expect(driver.id).toBe(`counter_one/${firstCustomer}`);
    expect(driver.outs).toEqual({ ...declared, value: 12.5, currentValue: 12.5 });
    expect(await valueAtApifew(sandbox)).toBe(12.5);

    expect(await driver.refresh()).toBe("same");
    expect(await driver.up({ ...declared, value: 12.5 })).toBe("same");
    expect(await driver.up({ ...declared, value: 0 })).toBe("update");
    expect(await valueAtApifew(sandbox)).toBe(0);

    await driver.destroy();
    expect(await valueAtApifew(sandbox)).toBe(0);
    expect(await writes(sandbox)).toEqual([savePath, savePath]);
  });

  test("writes nothing if the value is already right", async () => {
    await using sandbox = await startTestSandbox();
    await drive(counter, sandbox).up({ ...declared, value: 100 });

    expect(await writes(sandbox)).toEqual([]);
  });

  test("observes a counter without a value and never writes it", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(counter, sandbox);
    await driver.up(declared);
    expect(driver.outs.currentValue).toBe(100);
    await clientFor(sandbox).saveCounter("counter_one", firstCustomer, "101");

    expect(await driver.refresh()).toBe("same");
    expect(driver.outs.currentValue).toBe(101);
    expect(await driver.up(declared)).toBe("same");
    expect(await writes(sandbox)).toEqual([savePath]);
  });

  test("shows a changed managed value as drift and restores it", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(counter, sandbox);
    await driver.up({ ...declared, value: 100 });
    await clientFor(sandbox).saveCounter("counter_one", firstCustomer, "150");

    expect(await driver.refresh()).toBe("drifted");
    expect(driver.inputs.value).toBe(150);
    expect(await driver.up({ ...declared, value: 100 })).toBe("update");
    expect(await valueAtApifew(sandbox)).toBe(100);
  });

  test("replaces a counter of another name", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(counter, sandbox);
    await driver.up({ ...declared, value: 1 });

    expect(await driver.up({ ...declared, name: "requests", value: 2 })).toBe("replace");
    expect((await licensesOf(sandbox, firstCustomer))[0]?.counters).toEqual({ counter_one: 1, requests: 2 });
  });

  test("is gone once its license is gone, and its deletion then succeeds", async () => {
    await using sandbox = await startTestSandbox();
    const driver = drive(counter, sandbox);
    await driver.up(declared);
    await clientFor(sandbox).releaseLicense("ABCDEF1234567890", firstCustomer);

    expect(await driver.refresh()).toBe("gone");
    await driver.destroy();
  });

  test.each([
    ["a user without a license", secondCustomer, "counter_one", /ERROR_NO_LICENSE_ASSIGNED_FOR_USER.*assign one first/],
    ["an undeclared counter", firstCustomer, "other", /ERROR_COUNTER_NOT_FOUND_FOR_USER.*declared with the pricing/],
  ])("fails with advice for %s", async (_case, userLogin, name, message) => {
    await using sandbox = await startTestSandbox();

    await expect(drive(counter, sandbox).up({ name, userLogin, value: 1 })).rejects.toThrow(message);
  });

  test("lists nothing, because no call lists counters", async () => {
    expect(await collect(counter.list({}, { client: clientFor({ settings }), clock: new FakeClock() }))).toEqual([]);
  });
});

describe("a value that already exists", () => {
  test("is overwritten, unless adopt forbids it", async () => {
    await using sandbox = await startTestSandbox();

    await expect(drive(counter, sandbox).up({ ...declared, value: 0, adopt: false })).rejects.toThrow(
      /the counter counter_one of first.* with the value 100 exists already/,
    );
    await drive(counter, sandbox).up({ ...declared, value: 0, adopt: true });
    expect(await valueAtApifew(sandbox)).toBe(0);
  });
});

test.each([
  [0.0000001, "0.0000001"],
  [1e21, "1000000000000000000000"],
  [-2.5, "-2.5"],
])("sends %d as the plain decimal %s", async (value, text) => {
  const agent = vendor.agent();
  const pool = agent.get("https://gw.apifew.com");
  const bodies: unknown[] = [];
  const result = (of: number) => JSON.stringify({ data: { value: of }, error_msg: "" });
  pool.intercept({ path: "/v2/app/user/license/counter/value", method: "POST" }).reply(200, result(0));
  pool.intercept({ path: savePath, method: "POST" }).reply((request) => {
    bodies.push(JSON.parse(String(request.body)));
    return { statusCode: 200, data: result(value) };
  });

  await drive(counter, { settings, dispatcher: agent }).up({ ...declared, value });

  expect(bodies).toMatchObject([{ VALUE: text }]);
});
