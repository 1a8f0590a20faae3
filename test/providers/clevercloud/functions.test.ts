import { describe, expect, it } from "vitest";
import { clevercloudVendor } from "../../../providers/clevercloud/vendor.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";

const config = { SANDBOX_ADDON_URL: "https://acme.example.com", SANDBOX_ADDON_KEY: "key-of-acme" };
const seed = {
  clevercloud: {
    addons: [
      { addonId: "addon_acme", ownerId: "orga_acme", region: "EU", name: "Acme's shop", plan: "basic", config },
      { addonId: "addon_globex", ownerId: "orga_globex", plan: "pro" },
    ],
  },
};

function ask({ settings }: TestSandbox, name: string, args: Record<string, unknown>) {
  return clevercloudVendor.connect(settings).invoke(`clevercloud:${name}`, args);
}

describe("getAddon", () => {
  it("returns the add-on with its plan and its config vars, which are secret", async () => {
    await using sandbox = await startTestSandbox({ seed });
    const { outputs } = await ask(sandbox, "getAddon", { addonId: "addon_acme" });
    expect(outputs).toMatchObject({
      ...{ addonId: "addon_acme", name: "Acme's shop", ownerId: "orga_acme", plan: "basic" },
      region: expect.stringMatching(/^eu$/i),
      callbackUrl: expect.stringContaining("addon_acme"),
      config: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: config },
    });
    expect((await sandbox.calls()).filter(({ write }) => write)).toEqual([]);
  });

  it("fails for an add-on that the provider does not have", async () => {
    await using sandbox = await startTestSandbox({ seed });
    await expect(ask(sandbox, "getAddon", { addonId: "addon_none" })).rejects.toThrow(
      'Clever Cloud has no add-on "addon_none" of this provider',
    );
    expect(await ask(sandbox, "getAddon", { addonId: "acme" })).toMatchObject({ failures: [{ property: "addonId" }] });
  });
});

describe("getAddons", () => {
  it.each([
    [{}, ["addon_acme", "addon_globex"]],
    [{ plan: "pro" }, ["addon_globex"]],
    [{ ownerId: "orga_acme" }, ["addon_acme"]],
    [{ ownerId: "orga_acme", plan: "pro" }, []],
  ])("returns those that match %o", async (filters, ids) => {
    await using sandbox = await startTestSandbox({ seed });
    const { outputs } = await ask(sandbox, "getAddons", filters);
    expect(Object(outputs?.addons).map(({ addonId }: { addonId: string }) => addonId)).toEqual(ids);
  });
});
