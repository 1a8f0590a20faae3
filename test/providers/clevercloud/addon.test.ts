import { describe, expect, test } from "vitest";
import { addon } from "../../../providers/clevercloud/addon.ts";
import { connectClevercloud } from "../../../providers/clevercloud/connect.ts";
import { noPendingCreates } from "../../../providers/pending-creates.ts";
import { unknownValue } from "../../../providers/unknown.ts";
import { collect } from "../../support/collect.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { driveAddon, settingsFrom } from "./clevercloud-driver.ts";

function orderOf(sandbox: TestSandbox) {
  return {
    baseUrl: sandbox.ready.provider,
    addonId: "addon_acme",
    ownerId: "orga_acme",
    ownerName: "Acme Shoes",
    userId: "user_jo",
    plan: "basic",
    region: "EU",
  };
}

async function provider(sandbox: TestSandbox): Promise<unknown> {
  return sandbox.state().then((state) => Reflect.get(Object(state), "provider").resources);
}

async function addons(sandbox: TestSandbox): Promise<unknown> {
  return sandbox.state().then((state) => Reflect.get(Object(state), "clevercloud").addons);
}

async function writes(sandbox: TestSandbox): Promise<string[]> {
  const calls = await sandbox.calls();
  return calls.filter(({ write }) => write).map(({ vendor, method, status }) => `${vendor} ${method} ${status}`);
}

describe("check", () => {
  const order = {
    baseUrl: "https://app.example.com/resources",
    addonId: "addon_acme",
    ownerId: "orga_acme",
    userId: "user_jo",
    plan: "basic",
    region: "EU",
  };
  const settings = settingsFrom({ "clevercloud:providerId": "sandbox-addon", "clevercloud:password": "x".repeat(40) });

  test.each([
    ["an id that is no add-on's", { addonId: "acme" }, /^addonId must be Clever Cloud's id of the add-on.*"acme"/],
    [
      "an owner that is neither an organisation nor a user",
      { ownerId: "acme" },
      /^ownerId must be the id of an organisation or a user.*"acme"/,
    ],
    ["a user that is an organisation", { userId: "orga_a" }, /^userId must be the id of a user.*"orga_a"/],
    ["a plan's name instead of its slug", { plan: "Very Basic" }, /^plan must be the slug of a plan.*"Very Basic"/],
    ["an empty region", { region: "" }, /^region must be a region/],
    [
      "http over the network",
      { baseUrl: "http://app.example.com/r" },
      /^baseUrl must be an https URL, or an http one on localhost/,
    ],
    ["options that are no texts", { options: { a: 1 } }, /^options\.a must be a string \(it is 1\)/],
    [
      "a query in the base URL",
      { baseUrl: "https://app.example.com/r?x=1" },
      /^baseUrl must have neither query nor fragment/,
    ],
    ["an empty adopt", { adopt: "" }, /^adopt must be true, false or an existing id/],
  ])("refuses %s and names the property, the rule and the value", async (_case, change, message) => {
    await expect(driveAddon({ settings }).check({ ...order, ...change })).rejects.toThrow(message);
  });

  test("refuses credentials in a URL without showing them", async () => {
    const failure = driveAddon({ settings }).check({ ...order, baseUrl: "https://jo:hush-hush@app.example.com/r" });

    await expect(failure).rejects.toThrow(/^baseUrl must not contain a user or password/);
    await expect(failure).rejects.not.toThrow("hush-hush");
  });

  test("accepts unknown values and is idempotent", async () => {
    const driver = driveAddon({ settings });
    const once = await driver.check({ ...order, plan: unknownValue, options: { size: unknownValue } });

    expect(await driver.check(once)).toEqual(once);
  });

  test("names the configuration key and the environment variable of missing credentials", async () => {
    const failure = driveAddon({ settings: settingsFrom({}) }).check(order);

    await expect(failure).rejects.toThrow(/provider id is missing.*clevercloud:providerId.*CLEVERCLOUD_PROVIDER_ID/);
  });
});

describe("lifecycle", () => {
  test("provisions, returns the inputs on a read, changes the plan and deprovisions", async () => {
    await using sandbox = await startTestSandbox();
    const driver = driveAddon(sandbox);
    const order = orderOf(sandbox);

    expect(await driver.up(order)).toBe("create");
    expect(driver.id).toBe("addon_acme");
    expect(driver.outs).toMatchObject({
      resourceId: expect.stringMatching(/^resource_/),
      config: { SANDBOX_ADDON_URL: expect.stringContaining("https://") },
      message: "Your add-on is ready",
    });
    expect(await addons(sandbox)).toMatchObject([
      { addonId: "addon_acme", ownerId: "orga_acme", ownerName: "Acme Shoes" },
    ]);

    const made = driver.outs;
    expect(await driver.refresh()).toBe("same");
    expect(driver.outs).toEqual(made);
    expect(await driver.up(order)).toBe("same");

    expect(await driver.up({ ...order, plan: "premium" })).toBe("update");
    expect(await provider(sandbox)).toMatchObject([{ plan: "premium", isDeleted: false }]);
    expect(driver.outs).toMatchObject({
      resourceId: made.resourceId,
      plan: "premium",
      message: "Plan changed to premium",
    });
    expect(await driver.refresh()).toBe("same");

    await driver.destroy();
    expect(await addons(sandbox)).toEqual([]);
    expect(await writes(sandbox)).toEqual(["provider POST 200", "provider PUT 200", "provider DELETE 200"]);
  });

  test("sends the order as the marketplace would", async () => {
    const sent: unknown[] = [];
    const { client, clock } = recording(sent);

    await addon.create({ ...exactOrder, options: { size: "xl" } }, { client, clock, ...noPendingCreates });

    expect(sent).toEqual([
      {
        addon_id: "addon_acme",
        owner_id: "orga_acme",
        owner_name: "orga_acme",
        user_id: "user_jo",
        plan: "basic",
        region: "EU",
        callback_url: "https://api.clever-cloud.com/v2/vendor/apps/addon_acme",
        options: { size: "xl" },
      },
    ]);
  });

  test("shows a plan that was changed elsewhere as drift and restores it", async () => {
    await using sandbox = await startTestSandbox();
    const driver = driveAddon(sandbox);
    await driver.up(orderOf(sandbox));
    await sandbox.control("PATCH", "/clevercloud/addons/addon_acme", { plan: "dev" });

    expect(await driver.refresh()).toBe("drifted");
    expect(driver.outs.plan).toBe("dev");
    expect(await driver.up(orderOf(sandbox))).toBe("update");
    expect(await addons(sandbox)).toMatchObject([{ plan: "basic" }]);
  });

  test("provisions the add-on of a new addonId before the old one is deprovisioned", async () => {
    await using sandbox = await startTestSandbox();
    const driver = driveAddon(sandbox);
    await driver.up(orderOf(sandbox));

    expect(await driver.up({ ...orderOf(sandbox), addonId: "addon_next" })).toBe("replace");
    expect(await addons(sandbox)).toMatchObject([{ addonId: "addon_next" }]);
    expect(await writes(sandbox)).toEqual(["provider POST 200", "provider POST 200", "provider DELETE 200"]);
  });

  test.each([{ ownerId: "orga_other" }, { userId: "user_other" }, { region: "par" }, { options: { size: "xl" } }])(
    "is replaced for %o, which no call can change",
    async (change) => {
      await using sandbox = await startTestSandbox();
      const driver = driveAddon(sandbox);
      await driver.up(orderOf(sandbox));

      expect(await driver.preview({ ...orderOf(sandbox), ...change })).toBe("replace");
    },
  );

  test("records a moved endpoint, a renamed owner and a new callback without a call", async () => {
    await using sandbox = await startTestSandbox();
    const driver = driveAddon(sandbox);
    await driver.up(orderOf(sandbox));
    const callsBefore = (await sandbox.calls()).length;

    const moved = {
      baseUrl: `${orderOf(sandbox).baseUrl}/`,
      ownerName: "Acme",
      callbackUrl: "https://proxy.acme.com/cc",
    };
    expect(await driver.up({ ...orderOf(sandbox), ...moved })).toBe("update");
    expect((await sandbox.calls()).length).toBe(callsBefore);
    expect(driver.outs).toMatchObject({ ownerName: "Acme", callbackUrl: "https://proxy.acme.com/cc" });
    expect(await driver.preview({ ...orderOf(sandbox), ...moved, region: "eu" })).toBe("same");
  });

  test("finds that an add-on was deprovisioned elsewhere, and its deletion succeeds", async () => {
    await using sandbox = await startTestSandbox();
    const driver = driveAddon(sandbox);
    await driver.up(orderOf(sandbox));
    const other = driveAddon(sandbox, { id: "addon_acme", inputs: driver.inputs, outs: driver.outs });
    await other.destroy();

    await driver.destroy();
    expect(await driveAddon(sandbox, { id: "addon_acme", outs: other.outs }).refresh()).toBe("gone");
  });

  test("deletes an add-on that the provider does not know, or no longer knows", async () => {
    await using sandbox = await startTestSandbox();
    const outs = { ...orderOf(sandbox), options: {}, resourceId: "resource_never" };

    await driveAddon(sandbox, { id: "addon_acme", outs }).destroy();

    expect(await writes(sandbox)).toEqual(["provider DELETE 404"]);
  });

  test("keeps the state when the vendor cannot be read", async () => {
    await using sandbox = await startTestSandbox();
    const driver = driveAddon(sandbox);
    await driver.up(orderOf(sandbox));
    await sandbox.fault({ vendor: "clevercloud", method: "GET", status: 403 });

    await expect(driver.refresh()).rejects.toThrow(/HTTP 403.*clevercloud:providerId/);
    expect(driver.id).toBe("addon_acme");
  });

  test("reports the provider's refusal and keeps no state", async () => {
    await using sandbox = await startTestSandbox();
    const driver = driveAddon(sandbox);

    await expect(driver.up({ ...orderOf(sandbox), plan: "gold" })).rejects.toThrow(
      /add-on provider http.*POST.*422.*Unknown plan gold/,
    );
    expect(driver.id).toBeUndefined();
  });
});

describe("lost answers", () => {
  test("repeats the same order, and ends with one add-on", async () => {
    await using sandbox = await startTestSandbox();
    await sandbox.fault({ vendor: "provider", method: "POST", reset: true, afterCommit: true });
    const driver = driveAddon(sandbox);

    await driver.up(orderOf(sandbox));

    expect(await provider(sandbox)).toMatchObject([{ addonId: "addon_acme" }]);
    expect(await writes(sandbox)).toEqual(["provider POST null", "provider POST 200"]);
  });

  test("keeps the add-on in the state if every answer is lost, and the next run finishes it", async () => {
    await using sandbox = await startTestSandbox();
    await sandbox.fault({ vendor: "provider", method: "POST", reset: true, afterCommit: true, times: 5 });
    const driver = driveAddon(sandbox);

    await expect(driver.up(orderOf(sandbox))).rejects.toThrow(
      /may have been provisioned; the next run orders it again/,
    );
    expect(driver.id).toBe("addon_acme");
    expect(await driver.refresh()).toBe("same");

    expect(await driver.up({ ...orderOf(sandbox), plan: "premium" })).toBe("update");
    expect(await provider(sandbox)).toMatchObject([{ addonId: "addon_acme", plan: "premium" }]);
    expect(driver.outs).toMatchObject({ resourceId: expect.stringMatching(/^resource_/) });
    expect(driver.outs).not.toHaveProperty("isUnanswered");
    expect(await driver.up({ ...orderOf(sandbox), plan: "premium" })).toBe("same");
  });

  test("deprovisions an add-on that may have been provisioned", async () => {
    await using sandbox = await startTestSandbox();
    await sandbox.fault({ vendor: "provider", method: "POST", reset: true, afterCommit: true, times: 5 });
    const driver = driveAddon(sandbox);
    await expect(driver.up(orderOf(sandbox))).rejects.toThrow();

    await driver.destroy();

    expect(await provider(sandbox)).toMatchObject([{ isDeleted: true }]);
  });

  test("changes the plan and deprovisions once although the answers were lost", async () => {
    await using sandbox = await startTestSandbox();
    const driver = driveAddon(sandbox);
    await driver.up(orderOf(sandbox));
    await sandbox.fault({ vendor: "provider", method: "PUT", reset: true, afterCommit: true });
    await sandbox.fault({ vendor: "provider", method: "DELETE", status: 502, afterCommit: true });

    await driver.up({ ...orderOf(sandbox), plan: "premium" });
    await driver.destroy();

    expect(await addons(sandbox)).toEqual([]);
    expect(await provider(sandbox)).toMatchObject([{ plan: "premium", isDeleted: true }]);
  });
});

describe("adopt and import", () => {
  const seeded = { addonId: "addon_acme", ownerId: "orga_acme", userId: "user_jo", plan: "basic", region: "EU" };
  const seed = { clevercloud: { addons: [seeded] } };

  async function resourceIdOf(sandbox: TestSandbox): Promise<string> {
    return Reflect.get(Object(Reflect.get(Object(await provider(sandbox)), 0)), "id");
  }

  test("refuses an existing add-on, and names the option that takes it over", async () => {
    await using sandbox = await startTestSandbox({ seed });

    await expect(driveAddon(sandbox).up(orderOf(sandbox))).rejects.toThrow(/addon_acme exists already.*set adopt/);
    expect(await writes(sandbox)).toEqual([]);
  });

  test("takes an add-on over by the provider's id without a write", async () => {
    await using sandbox = await startTestSandbox({ seed });
    const driver = driveAddon(sandbox);
    const adopt = await resourceIdOf(sandbox);

    await driver.up({ ...orderOf(sandbox), adopt });

    expect(await writes(sandbox)).toEqual([]);
    expect(driver.outs).toMatchObject({ resourceId: adopt, config: { SANDBOX_ADDON_URL: expect.any(String) } });
    expect(await driver.refresh()).toBe("same");
  });

  test("takes an add-on over by repeating the order, then updates the plan", async () => {
    await using sandbox = await startTestSandbox({ seed });
    const driver = driveAddon(sandbox);

    await driver.up({ ...orderOf(sandbox), plan: "premium", adopt: true });

    expect(driver.outs.resourceId).toBe(await resourceIdOf(sandbox));
    expect(await writes(sandbox)).toEqual(["provider POST 200", "provider PUT 200"]);
  });

  test("never takes an add-on over from another owner", async () => {
    await using sandbox = await startTestSandbox({ seed });

    const attempt = driveAddon(sandbox).up({ ...orderOf(sandbox), ownerId: "orga_other", adopt: true });
    await expect(attempt).rejects.toThrow(
      "add-on addon_acme belongs to orga_acme, not to orga_other: set ownerId to orga_acme to adopt it",
    );
  });

  test("reads an import from its id alone, and the first run replaces nothing", async () => {
    await using sandbox = await startTestSandbox({ seed });
    const driver = driveAddon(sandbox, { id: "addon_acme" });

    await driver.refresh();
    expect(driver.inputs).toMatchObject({ addonId: "addon_acme", ownerId: "orga_acme", plan: "basic", region: "eu" });
    expect(await driver.up(orderOf(sandbox))).toBe("update");
    expect(await writes(sandbox)).toEqual([]);

    await expect(driver.up({ ...orderOf(sandbox), plan: "premium" })).rejects.toThrow(/cannot be changed.*set adopt/);
    await expect(driver.destroy()).rejects.toThrow(/cannot be deprovisioned.*set adopt/);

    const adopt = await resourceIdOf(sandbox);
    expect(await driver.up({ ...orderOf(sandbox), plan: "premium", adopt })).toBe("update");
    await driver.destroy();
    expect(await addons(sandbox)).toEqual([]);
  });

  test("lists every add-on of the provider from one paged listing", async () => {
    const many = Array.from({ length: 7 }, (_, index) => ({ ...seeded, addonId: `addon_${index}` }));
    await using sandbox = await startTestSandbox({ seed: { clevercloud: { addons: many, pageSize: 3 } } });
    const clock = new FakeClock();

    const found = await collect(addon.list({}, { client: connectClevercloud(sandbox.settings), clock }));

    expect(found.map(({ id }) => id)).toEqual(many.map(({ addonId }) => addonId));
    expect(found[0]?.inputs).toMatchObject({ plan: "basic", ownerId: "orga_acme" });
    expect((await sandbox.calls()).length).toBeLessThanOrEqual(2);
  });
});

const exactOrder = {
  baseUrl: "https://app.example.com/resources",
  addonId: "addon_acme",
  ownerId: "orga_acme",
  userId: "user_jo",
  plan: "basic",
  region: "EU",
  options: {},
};

/** A client whose provider records the requests. */
function recording(sent: unknown[]) {
  const settings = settingsFrom({ "clevercloud:providerId": "x", "clevercloud:password": "y".repeat(40) });
  const real = connectClevercloud(settings);
  const client = {
    ...real,
    vendorApi: { ...real.vendorApi, findAddon: async () => undefined },
    providerAt: (baseUrl: string) => ({
      ...real.providerAt(baseUrl),
      provision: async (body: unknown) => {
        sent.push(body);
        return { id: "mine" };
      },
    }),
  };
  return { client, clock: new FakeClock() };
}
