import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type AdoptionProject, createAdoptionProject, writesAt } from "../support/adoption-project.ts";
import { describeWithEngine } from "../support/engine.ts";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.ts";

const timeoutMs = 240_000;
const jane = "jane.doe@acme-shoes.com";
const john = "john.roe@acme-shoes.com";
const hank = "hank.scorpio@globex-energy.com";
const configSecret = "https://hush-hush.customers.saasprovider.com";

const seed = {
  apifew: {
    users: [{ login: jane, nameFirst: "Jane", nameLast: "Doe" }, { login: john, nameFirst: "John" }, { login: hank }],
    licenses: [
      { pricingUid: "ABCDEF1234567890", rev: 21, ownerLogin: jane, userLogin: jane },
      { pricingUid: "ABCDEF1234567890", rev: 21, ownerLogin: jane, userLogin: john },
      { pricingUid: "ABCDEF1234567891", rev: 10, ownerLogin: hank },
    ],
  },
  clevercloud: {
    addons: [1, 2, 3].map((number) => ({
      addonId: `addon_${number}`,
      ownerId: `orga_${number}`,
      plan: number === 1 ? "pro" : "basic",
      config: { SANDBOX_ADDON_URL: `${configSecret}/${number}` },
    })),
  },
};

const pricings = ["ABCDEF1234567890=monthly_10", "ABCDEF1234567891=Monthly pricing", "ABCDEF1234567892=yearly_100"];

/** License keys and config vars: the values that must never be in plain text. */
async function secretsOf(sandbox: TestSandbox): Promise<string[]> {
  const { apifew } = Object(await sandbox.state());
  return [configSecret, ...apifew.licenses.map(({ key }: { key: string }) => key)];
}

function expectNone(secrets: readonly string[], text: string): void {
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
}

/** Copies the config vars that the refresh found to the stack's configuration, as the page says. */
async function configureAddons(project: AdoptionProject): Promise<void> {
  await project.succeed("stack", "export", "--show-secrets", "--file", "state.json");
  const { deployment } = JSON.parse(await readFile(join(project.folder, "state.json"), "utf8"));
  for (const { type, id, inputs } of deployment.resources) {
    if (type.endsWith(":AddonConfig")) {
      await project.succeed("config", "set", "--secret", `adopted:${id}-config`, inputs.config.plaintext);
    }
  }
}

/** A hand-written import file: ids, provider lines, and only the inputs that apifew does not return. */
function handWritten(objects: readonly { type: string; name: string; id: string }[]): string {
  const resources = objects.map(({ type, name, id }) => {
    const module = type
      .replace(":", "/")
      .replaceAll(/(?<=[a-z])[A-Z]/g, "-$&")
      .toLowerCase();
    const __provider = `exports.handler=()=>require("@marketplane/providers/v1/${module}").handler;`;
    const known = { __provider, ...(type.startsWith("apifew:License") ? { pricingName: "monthly_10" } : {}) };
    return { type: `pulumi-nodejs:${type}`, name, id, inputs: known, outputs: known };
  });
  return JSON.stringify({ resources });
}

describeWithEngine("apifew's app and Clever Cloud's add-on provider", () => {
  it(
    "are adopted by an import file without a write or a change, and no secret is ever in plain text",
    async () => {
      await using sandbox = await startTestSandbox({ seed });
      const before = Object(await sandbox.state());
      const secrets = await secretsOf(sandbox);
      const project = await createAdoptionProject(sandbox, {
        "index.ts": 'import "./adopted/apifew.ts";\nimport "./adopted/clevercloud.ts";\n',
      });
      const vendors = ["--vendor", "apifew", "clevercloud", "--base-url", sandbox.ready.provider];
      const named = pricings.flatMap((pricing) => ["--pricing", pricing]);
      const report = await project.marketplane(
        "adopt",
        ...vendors,
        ...named,
        ...["--import-file", "import.json", "--write", "adopted", "--json"],
      );
      const found = Map.groupBy(JSON.parse(report).objects, ({ type }: { type: string }) => type);
      expect(Object.fromEntries([...found].map(([type, objects]) => [type, objects.length]))).toEqual({
        "apifew:Pricing": 3,
        "apifew:User": 5,
        "apifew:License": 4,
        "apifew:LicenseAssignment": 1,
        "clevercloud:Addon": 3,
        "clevercloud:AddonConfig": 3,
      });
      for (const file of ["import.json", "adopted/apifew.ts", "adopted/clevercloud.ts"]) {
        expectNone(secrets, await readFile(join(project.folder, file), "utf8"));
      }

      const imported = await project.succeed(
        ...["import", "--file", "import.json", "--generate-code=false", "--protect=false", "--yes"],
      );
      expectNone(secrets, await project.state());
      await project.succeed("refresh", "--yes", "--diff");
      expectNone(secrets, await project.state());
      expectNone(secrets, project.shown());
      await configureAddons(project);
      await project.succeed("up", "--yes", "--diff", "--expect-no-changes");
      expectNone(secrets, await project.state());
      expect(imported.text).toMatch(/19 imported/);

      expect(await writesAt(sandbox)).toEqual([]);
      const { apifew, clevercloud } = Object(await sandbox.state());
      expect({ apifew, clevercloud }).toEqual({ apifew: before.apifew, clevercloud: before.clevercloud });

      await project.succeed("stack", "export", "--file", "managed.json");
      const again = await project.marketplane("adopt", ...vendors, ...named, "--state", "managed.json", "--json");
      expect(JSON.parse(again)).toMatchObject({ objects: [], managedCount: 19 });
    },
    timeoutMs,
  );

  it(
    "are adopted by adopt without a write, and no secret is in plain text",
    async () => {
      await using sandbox = await startTestSandbox({ seed });
      const secrets = await secretsOf(sandbox);
      const project = await createAdoptionProject(sandbox, {
        "index.ts": `
import * as apifew from "@marketplane/providers/apifew";
import * as clevercloud from "@marketplane/providers/clevercloud";

const adopt = true;
const pricing = { pricingUid: "ABCDEF1234567890", pricingName: "monthly_10" };
new apifew.Pricing("monthly", { uid: pricing.pricingUid, name: pricing.pricingName, adopt });
const jane = new apifew.User("jane", { login: "${jane}", nameFirst: "Jane", nameLast: "Doe", adopt });
new apifew.User("john", { login: "${john}", nameFirst: "John", adopt });
const licenses = new apifew.License("jane", { ...pricing, ownerLogin: jane.login, quantity: 2, adopt });
new apifew.LicenseAssignment("john", { ...pricing, ownerLogin: jane.login, userLogin: "${john}", adopt });
new apifew.License("hank", {
  pricingUid: "ABCDEF1234567891",
  pricingName: "Monthly pricing",
  ownerLogin: "${hank}",
  assignUsage: false,
  adopt: "ABCDEF1234567891/${hank}",
});
new apifew.Counter("requests", { name: "requests", userLogin: "${jane}", value: 0 }, { dependsOn: [licenses] });
for (const number of [1, 2, 3]) {
  const addonId = "addon_" + number;
  new clevercloud.Addon(addonId, {
    baseUrl: "${sandbox.ready.provider}",
    addonId,
    ownerId: "orga_" + number,
    userId: "user_5a4db000-0000-4000-8000-000000000000",
    plan: number === 1 ? "pro" : "basic",
    region: "EU",
    adopt: "the_providers_own_id_" + number,
  });
  new clevercloud.AddonConfig(addonId, { addonId, config: { SANDBOX_ADDON_URL: "${configSecret}/" + number } });
}
`,
      });

      await project.succeed("up", "--yes", "--skip-preview");
      expectNone(secrets, await project.state());
      await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
      await project.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");
      expectNone(secrets, await project.state());
      expectNone(secrets, project.shown());
      expect(await writesAt(sandbox)).toEqual([]);
    },
    timeoutMs,
  );

  it(
    "are adopted by a hand-written import file, which no up accepts before the refresh, and no secret is in plain text",
    async () => {
      await using sandbox = await startTestSandbox({ seed });
      const secrets = await secretsOf(sandbox);
      const pricing = { pricingUid: "ABCDEF1234567890", pricingName: "monthly_10" };
      const project = await createAdoptionProject(sandbox, {
        "import.json": handWritten([
          { type: "apifew:User", name: "jane", id: jane },
          { type: "apifew:License", name: "jane", id: `${pricing.pricingUid}/${jane}` },
          { type: "apifew:LicenseAssignment", name: "john", id: `${pricing.pricingUid}/${jane}/${john}` },
          { type: "clevercloud:AddonConfig", name: "addon_1", id: "addon_1" },
        ]),
        "index.ts": `
import { License, LicenseAssignment, User } from "@marketplane/providers/apifew";
import { AddonConfig } from "@marketplane/providers/clevercloud";

const pricing = ${JSON.stringify(pricing)};
new User("jane", { login: "${jane}", nameFirst: "Jane", nameLast: "Doe" });
new License("jane", { ...pricing, ownerLogin: "${jane}", quantity: 2 });
new LicenseAssignment("john", { ...pricing, ownerLogin: "${jane}", userLogin: "${john}" });
new AddonConfig("addon_1", { addonId: "addon_1", config: { SANDBOX_ADDON_URL: "${configSecret}/1" } });
`,
      });
      await project.succeed("import", "--file", "import.json", "--generate-code=false", "--protect=false", "--yes");
      const early = await project.run("up", "--yes", "--skip-preview");
      expect(early.code).not.toBe(0);
      expect(early.text).toContain("run pulumi refresh");

      await project.succeed("refresh", "--yes", "--diff");
      expectNone(secrets, await project.state());
      await project.succeed("up", "--yes", "--diff", "--expect-no-changes");
      expectNone(secrets, await project.state());
      expectNone(secrets, project.shown());
      expect(await writesAt(sandbox)).toEqual([]);
    },
    timeoutMs,
  );

  it(
    "are not written to by an up before the refresh of a generated import file",
    async () => {
      await using sandbox = await startTestSandbox({ seed });
      const program = 'import "./adopted/apifew.ts";\nimport "./adopted/clevercloud.ts";\n';
      const project = await createAdoptionProject(sandbox, { "index.ts": program });
      const named = pricings.flatMap((pricing) => ["--pricing", pricing]);
      const files = ["--import-file", "import.json", "--write", "adopted"];
      await project.marketplane("adopt", "--vendor", "apifew", "clevercloud", ...named, ...files);
      await project.succeed("import", "--file", "import.json", "--generate-code=false", "--protect=false", "--yes");
      for (const { addonId, config } of seed.clevercloud.addons) {
        await project.succeed("config", "set", "--secret", `adopted:${addonId}-config`, JSON.stringify(config));
      }

      await project.succeed("up", "--yes", "--skip-preview");
      expectNone(await secretsOf(sandbox), await project.state());
      await project.succeed("refresh", "--yes", "--skip-preview");
      await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
      expectNone(await secretsOf(sandbox), await project.state());
      expect(await writesAt(sandbox)).toEqual([]);
    },
    timeoutMs,
  );
});
