import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { vendorVariablePrefixes } from "@marketplane/providers/vendor-accounts.ts";
import { expect, it } from "vitest";
import { engineEnvironment } from "../../../engine/environment.ts";
import { runProcess } from "../../../engine/run-process.ts";
import { describeWithEngine, engine } from "../../support/engine.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const project = "name: add-ons\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.ts\n";

const secrets = { registered: "registered-secret-of-the-provider-0001", key: "license-key-hush-hush" };

function programOf(sandbox: TestSandbox): string {
  return `
import * as pulumi from "@pulumi/pulumi";
import { Addon } from "@marketplane/providers/clevercloud/addon.ts";
import { AddonConfig } from "@marketplane/providers/clevercloud/addon-config.ts";
import { AddonManifest } from "@marketplane/providers/clevercloud/addon-manifest/index.ts";

const urls = { baseUrl: "https://app.shoe-shop.com/resources", ssoUrl: "https://app.shoe-shop.com/sso" };
const common = { name: "Shoe Shop", regions: ["eu"], production: urls };
export const made = new AddonManifest("made", { ...common, providerId: "shoe-shop", configVars: ["SHOE_SHOP_URL"] }).json;
new AddonManifest("adopted", {
  ...common,
  providerId: "boot-shop",
  configVars: [],
  adopt: { password: "${secrets.registered}", ssoSalt: "${secrets.registered}" },
});
const addon = new Addon("addon", {
  baseUrl: "${sandbox.ready.provider}",
  addonId: "addon_acme",
  ownerId: "orga_acme",
  userId: "user_jo",
  plan: "basic",
  region: "EU",
});
export const resourceId = addon.resourceId;
export const provisioned = addon.config;
new AddonConfig("config", {
  addonId: addon.addonId,
  config: { SANDBOX_ADDON_KEY: "${secrets.key}", SANDBOX_ADDON_ID: addon.resourceId.apply((id) => id ?? "") },
  configVars: ["SANDBOX_ADDON_KEY", "SANDBOX_ADDON_ID"],
}, { dependsOn: [addon] });
`;
}

describeWithEngine("clevercloud under the real engine", () => {
  it("runs up, changes nothing in a second up, shows drift, runs destroy without the program, and stores no secret in plain text", async () => {
    await using sandbox = await startTestSandbox();
    const { clevercloud, credentials } = sandbox.ready;
    const folder = await temporaryFolder();
    await symlink(join(import.meta.dirname, "../../../node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "Pulumi.yaml"), project);
    await writeFile(join(folder, "package.json"), '{"name":"add-ons","private":true,"type":"module"}\n');
    await writeFile(join(folder, "index.ts"), programOf(sandbox));
    const env = {
      ...engineEnvironment({ engine: engine(), withheld: vendorVariablePrefixes, home: join(folder, "home") }),
      CLEVERCLOUD_BASE_URL: clevercloud,
      CLEVERCLOUD_PROVIDER_ID: credentials.clevercloud.providerId,
      CLEVERCLOUD_PROVIDER_PASSWORD: credentials.clevercloud.password,
    };
    const shown: string[] = [];
    const pulumi = async (...args: string[]) => {
      const end = await runProcess("pulumi", [...args, "--non-interactive"], { cwd: folder, env });
      const text = [...end.stdout, ...end.stderr].join("\n");
      shown.push(text);
      return { code: end.code, text, stdout: end.stdout.join("\n") };
    };
    const succeed = async (...args: string[]) => {
      const end = await pulumi(...args);
      expect(end.code, end.text).toBe(0);
      return end;
    };

    await succeed("stack", "init", "test");
    await succeed("preview", "--diff");
    await succeed("up", "--yes", "--skip-preview", "--diff");
    const writesBefore = (await sandbox.calls()).filter(({ write }) => write).length;
    await succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    await succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    expect((await sandbox.calls()).filter(({ write }) => write)).toHaveLength(writesBefore);

    const state = (await succeed("stack", "export")).stdout;
    const outputs: Record<string, unknown> = JSON.parse((await succeed("stack", "output", "--json")).stdout);
    expect(outputs).toMatchObject({ made: "[secret]", provisioned: "[secret]" });
    const open = await runProcess("pulumi", ["stack", "output", "--json", "--show-secrets"], { cwd: folder, env });
    const { made, provisioned } = JSON.parse(open.stdout.join("\n"));
    const { password, sso_salt: salt } = JSON.parse(made).api;
    const all = [
      ...Object.values(secrets),
      credentials.clevercloud.password,
      password,
      salt,
      provisioned.SANDBOX_ADDON_URL,
    ];
    for (const secret of all) {
      expect(state).not.toContain(secret);
      expect(shown.join("\n")).not.toContain(secret);
    }

    await sandbox.control("PATCH", "/clevercloud/addons/addon_acme", { plan: "dev", config: {} });
    const drift = await pulumi("refresh", "--preview-only", "--expect-no-changes", "--diff");
    expect(drift.code, drift.text).not.toBe(0);
    expect(drift.text).toMatch(/plan/);
    await succeed("refresh", "--yes", "--skip-preview");
    await succeed("up", "--yes", "--skip-preview", "--diff");
    expect(await sandbox.state()).toMatchObject({
      clevercloud: { addons: [{ plan: "basic", config: { SANDBOX_ADDON_KEY: secrets.key } }] },
    });

    await writeFile(join(folder, "index.ts"), 'throw new Error("must not run");\n');
    await succeed("destroy", "--yes", "--skip-preview");
    expect(await sandbox.state()).toMatchObject({ clevercloud: { addons: [] } });
  }, 180_000);
});
