import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addonConfig } from "../../../providers/clevercloud/addon-config.ts";
import { connectClevercloud } from "../../../providers/clevercloud/connect.ts";
import { unknownValue } from "../../../providers/unknown.ts";
import { collect } from "../../support/collect.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { ResourceDriver } from "../../support/resource-driver.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { addonConfigHandler, driveAddonConfig, settingsFrom } from "./clevercloud-driver.ts";

const addonId = "addon_acme";
const seed = { clevercloud: { addons: [{ addonId, ownerId: "orga_acme", region: "EU", name: "Acme's shop" }] } };
const config = { SANDBOX_ADDON_URL: "https://acme.example.com", SANDBOX_ADDON_KEY: "key-of-acme" };

async function remoteConfig(sandbox: TestSandbox): Promise<unknown> {
  const state = await sandbox.state();
  return Reflect.get(Object(state), "clevercloud").addons[0]?.config;
}

async function verbs(sandbox: TestSandbox): Promise<string[]> {
  return (await sandbox.calls()).map(({ method, status }) => `${method} ${status}`);
}

describe("check", () => {
  const settings = settingsFrom({ "clevercloud:providerId": "sandbox-addon", "clevercloud:password": "x".repeat(40) });
  const check = (change: Record<string, unknown>) =>
    driveAddonConfig({ settings }).check({ addonId, config, ...change });

  test.each([
    ["an id that is no add-on's", { addonId: "acme" }, /^addonId must be Clever Cloud's id.*"acme"/],
    ["a value that is no text", { config: { A: 7_777_777 } }, /^config\.A must be a string \(the value is secret\)$/],
    ["a config that is no map", { config: "sesame-open" }, /^config must be a map of texts \(the value is secret\)$/],
    ["a missing config", { config: undefined }, /^config is required$/],
    [
      "a name that no environment takes",
      { config: { "A-B": "sesame-open" } },
      /^config must have names of environment variables.*"A-B"/,
    ],
    [
      "a name outside the manifest",
      { configVars: ["SANDBOX_ADDON_URL"] },
      /^config\.SANDBOX_ADDON_KEY is none of the manifest's config vars: SANDBOX_ADDON_URL$/,
    ],
    ["another onDelete", { onDelete: "drop" }, /^onDelete must be one of keep, clear \(it is "drop"\)/],
    ["a wait of no time", { waitTimeoutSeconds: 0 }, /^waitTimeoutSeconds must be at least 1 \(it is 0\)/],
  ])("refuses %s and names the property and the rule, but no value of the config", async (_case, change, message) => {
    const failure = check(change);

    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.not.toThrow(/sesame-open|7777777|key-of-acme/);
  });

  test("checks the names even if the values are unknown at preview", async () => {
    const failure = check({ config: { SANDBOX_ADDON_KEY: unknownValue }, configVars: ["SANDBOX_ADDON_URL"] });

    await expect(failure).rejects.toThrow(/^config\.SANDBOX_ADDON_KEY is none/);
  });

  test("accepts values that are unknown at preview", async () => {
    await expect(
      check({ config: unknownValue, addonId: unknownValue, configVars: unknownValue }),
    ).resolves.toBeDefined();
  });

  test("is idempotent for any map of texts", async () => {
    const maps = fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/), fc.string());

    await fc.assert(
      fc.asyncProperty(maps, async (map) => {
        const once = await check({ config: map });
        expect(await check(once)).toEqual(once);
      }),
      { numRuns: 50 },
    );
  });
});

describe("lifecycle", () => {
  test("refuses a second resource for one add-on in a program, because a PUT replaces the whole map", async () => {
    await using sandbox = await startTestSandbox({ seed });
    const handler = addonConfigHandler(sandbox);
    const other = { SANDBOX_ADDON_URL: "https://other.example.com" };
    await new ResourceDriver(handler).up({ addonId, config });

    await expect(new ResourceDriver(handler).up({ addonId, config: other })).rejects.toThrow(/two resources/);

    expect(await remoteConfig(sandbox)).toEqual(config);
  });

  test("sets the whole map, returns it on a read, changes it, and keeps it on delete", async () => {
    await using sandbox = await startTestSandbox({ seed });
    const driver = driveAddonConfig(sandbox);

    await driver.up({ addonId, config });
    expect(await remoteConfig(sandbox)).toEqual(config);
    expect(driver.outs).toMatchObject({
      name: "Acme's shop",
      region: "eu",
      ownerId: "orga_acme",
      ownerEmail: "user@example.com",
      callbackUrl: `${sandbox.ready.clevercloud}/vendor/apps/${addonId}`,
    });
    expect(await driver.refresh()).toBe("same");
    expect(await driver.up({ addonId, config })).toBe("same");

    await driver.up({ addonId, config: { SANDBOX_ADDON_URL: "https://new.example.com" } });
    expect(await remoteConfig(sandbox)).toEqual({ SANDBOX_ADDON_URL: "https://new.example.com" });

    await driver.destroy();
    expect(await remoteConfig(sandbox)).toEqual({ SANDBOX_ADDON_URL: "https://new.example.com" });
    expect((await sandbox.calls()).filter(({ write }) => write)).toHaveLength(2);
  });

  test("writes nothing if the config is already right", async () => {
    await using sandbox = await startTestSandbox({ seed });
    await driveAddonConfig(sandbox).up({ addonId, config });
    const callsBefore = (await sandbox.calls()).length;

    await driveAddonConfig(sandbox).up({ addonId, config });

    expect((await verbs(sandbox)).slice(callsBefore)).toEqual(["GET 200"]);
  });

  test("clears the config on delete with onDelete: clear", async () => {
    await using sandbox = await startTestSandbox({ seed });
    const driver = driveAddonConfig(sandbox);
    await driver.up({ addonId, config, onDelete: "clear" });

    await driver.destroy();

    expect(await remoteConfig(sandbox)).toEqual({});
  });

  test("has nothing to clear if the add-on is gone", async () => {
    await using sandbox = await startTestSandbox();
    const outs = { addonId, config, onDelete: "clear", waitTimeoutSeconds: 120 };
    const driver = driveAddonConfig(sandbox, { id: addonId, outs });

    await driver.destroy();

    expect(await verbs(sandbox)).toEqual(["GET 404", "GET 200"]);
  });

  test("shows every key changed, added or removed elsewhere, and restores it", async () => {
    await using sandbox = await startTestSandbox({ seed });
    const driver = driveAddonConfig(sandbox);
    await driver.up({ addonId, config });
    await sandbox.control("PATCH", `/clevercloud/addons/${addonId}`, { config: { SANDBOX_ADDON_NEW: "1" } });

    expect(await driver.refresh()).toBe("drifted");
    expect(driver.outs.config).toEqual({ SANDBOX_ADDON_NEW: "1" });
    expect(await driver.up({ addonId, config })).toBe("update");
    expect(await remoteConfig(sandbox)).toEqual(config);
  });

  test("is gone once its add-on is gone, and only then", async () => {
    await using sandbox = await startTestSandbox({ seed });
    const driver = driveAddonConfig(sandbox);
    await driver.up({ addonId, config });
    await sandbox.fault({ vendor: "clevercloud", method: "GET", status: 401 });
    await expect(driver.refresh()).rejects.toThrow(/HTTP 401/);
    expect(driver.id).toBe(addonId);

    await sandbox.fault({ vendor: "clevercloud", method: "GET", status: 404 });
    await expect(driver.refresh()).rejects.toThrow(/404.*yet GET \/vendor\/apps lists the add-on/);
    expect(driver.id).toBe(addonId);

    await sandbox.control("DELETE", `/clevercloud/addons/${addonId}`);
    expect(await driver.refresh()).toBe("gone");
  });

  test("is replaced if the add-on changes", async () => {
    const two = { clevercloud: { addons: [...seed.clevercloud.addons, { addonId: "addon_next" }] } };
    await using sandbox = await startTestSandbox({ seed: two });
    const driver = driveAddonConfig(sandbox);
    await driver.up({ addonId, config });

    expect(await driver.up({ addonId: "addon_next", config })).toBe("replace");
    expect(driver.id).toBe("addon_next");
  });

  test("reads an import from its id alone, and the next update writes nothing", async () => {
    await using sandbox = await startTestSandbox({ seed });
    await driveAddonConfig(sandbox).up({ addonId, config });
    const imported = driveAddonConfig(sandbox, { id: addonId });

    await imported.refresh();

    expect(imported.inputs).toEqual({ addonId, config, onDelete: "keep", waitTimeoutSeconds: 120 });
    expect(await imported.up({ addonId, config })).toBe("same");
  });

  test("takes over the config set by provisioning, unless adopt is false", async () => {
    await using sandbox = await startTestSandbox({ seed });

    const refused = driveAddonConfig(sandbox).up({ addonId, config, adopt: false });
    await expect(refused).rejects.toThrow(/already has other config vars \(SANDBOX_ADDON_URL\)/);
    expect((await sandbox.calls()).filter(({ write }) => write)).toEqual([]);

    await driveAddonConfig(sandbox).up({ addonId, config });
    expect(await remoteConfig(sandbox)).toEqual(config);
  });

  test("lists the config of every add-on", async () => {
    const addons = ["addon_a", "addon_b", "addon_c"].map((id) => ({ addonId: id }));
    await using sandbox = await startTestSandbox({ seed: { clevercloud: { addons, pageSize: 2 } } });
    const context = { client: connectClevercloud(sandbox.settings), clock: new FakeClock() };

    const found = await collect(addonConfig.list({}, context));

    expect(found.map(({ id }) => id)).toEqual(["addon_a", "addon_b", "addon_c"]);
    expect(found[0]?.inputs.config).toEqual({ SANDBOX_ADDON_URL: expect.stringContaining("https://") });
  });
});

describe("faults", () => {
  test("waits for an add-on that has just been provisioned", async () => {
    await using sandbox = await startTestSandbox({ seed });
    await sandbox.fault({ vendor: "clevercloud", method: "GET", status: 404, times: 3 });
    await sandbox.fault({ vendor: "clevercloud", method: "PUT", status: 404 });
    const clock = new FakeClock();

    await driveAddonConfig({ ...sandbox, clock }).up({ addonId, config });

    expect(await remoteConfig(sandbox)).toEqual(config);
    expect(clock.sleepsMs.length).toBe(4);
  });

  test("waits no longer than waitTimeoutSeconds, and names possible causes", async () => {
    await using sandbox = await startTestSandbox();
    const clock = new FakeClock();
    const startMs = clock.now();
    const driver = driveAddonConfig({ ...sandbox, clock });

    const attempt = driver.up({ addonId, config, waitTimeoutSeconds: 30 });

    await expect(attempt).rejects.toThrow(/does not know add-on addon_acme after 30 s.*clevercloud:providerId/);
    expect(clock.now() - startMs).toBe(30_000);
    expect(driver.id).toBeUndefined();
  });

  test("writes once even if an answer is lost or truncated, or the API is busy", async () => {
    await using sandbox = await startTestSandbox({ seed });
    await sandbox.fault({ vendor: "clevercloud", method: "GET", status: 503, times: 3 });
    await sandbox.fault({ vendor: "clevercloud", method: "GET", malformed: true });
    await sandbox.fault({ vendor: "clevercloud", method: "PUT", reset: true, afterCommit: true });
    await sandbox.fault({ vendor: "clevercloud", method: "PUT", status: 429, retryAfter: 40 });
    const clock = new FakeClock();
    const startMs = clock.now();

    await driveAddonConfig({ ...sandbox, clock }).up({ addonId, config });

    expect(await remoteConfig(sandbox)).toEqual(config);
    expect(clock.now() - startMs).toBeGreaterThanOrEqual(40_000);
  });

  test("shows no value of the config in a failure", async () => {
    await using sandbox = await startTestSandbox({ seed });
    await sandbox.fault({ vendor: "clevercloud", method: "PUT", status: 400 });
    const attempt = driveAddonConfig(sandbox).up({ addonId, config });

    await expect(attempt).rejects.toThrow(/Clever Cloud PUT \/vendor\/apps\/addon_acme \(HTTP 400, 400\)/);
    await expect(attempt).rejects.not.toThrow(/acme\.example\.com|key-of-acme/);
  });
});
