import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeWithEngine } from "../support/engine.ts";
import { createPulumiProject, type PulumiProject } from "../support/pulumi-project.ts";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.ts";

const yes = ["--yes", "--skip-preview"];
const projectFiles = {
  "Pulumi.yaml": "name: accounts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.ts\n",
  "package.json": '{"name":"accounts","private":true,"type":"module"}\n',
};

/** A sandbox with its own credentials. */
function startAccount(name: string): Promise<TestSandbox> {
  const secret = `${name}-0123456789-hush-hush-hush`;
  return startTestSandbox({ seed: { cloudflare: { apiToken: secret, apiKey: `key-${secret}` } } });
}

function accountOf({ ready }: TestSandbox): string {
  return `{ apiToken: "${ready.credentials.cloudflare.apiToken}", baseUrl: "${ready.cloudflare}" }`;
}

async function hostnamesOf(sandbox: TestSandbox): Promise<unknown> {
  const { cloudflare } = Object(await sandbox.state());
  return cloudflare.zones[0].custom_hostnames.map(({ hostname }: { hostname: string }) => hostname).sort();
}

async function createProject(program: string, environment: Readonly<Record<string, string>>): Promise<PulumiProject> {
  const project = await createPulumiProject({ ...projectFiles, "index.ts": program }, environment);
  await symlink(join(import.meta.dirname, "../../node_modules"), join(project.folder, "node_modules"));
  return project;
}

describeWithEngine("explicit providers under the real engine", () => {
  it("use two accounts in one program, even if the environment has a third", async () => {
    await using north = await startAccount("north");
    await using south = await startAccount("south");
    await using other = await startAccount("other");
    const { zoneId } = other.ready.credentials.cloudflare;
    const program = (northAccount: string) => `
import * as pulumi from "@pulumi/pulumi";
import { cloudflare, MarketplaneProvider } from "@marketplane/providers";

const north = new MarketplaneProvider("north", { cloudflare: ${northAccount} });
const south = new MarketplaneProvider("south", { cloudflare: ${accountOf(south)} });
const make = (name: string, options?: pulumi.CustomResourceOptions) =>
  new cloudflare.CustomHostname(name, { zoneId: "${zoneId}", hostname: name + ".acme.com", waitFor: "none" }, options);
make("north", { provider: north });
make("other");
class Customer extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions) {
    super("acme:Customer", name, {}, options);
    make(name, { parent: this });
  }
}
new Customer("south", { providers: [south] });
`;
    const { cloudflare, credentials } = other.ready;
    const environment = { CLOUDFLARE_API_TOKEN: credentials.cloudflare.apiToken, CLOUDFLARE_BASE_URL: cloudflare };
    const project = await createProject(program(accountOf(north)), environment);

    await project.succeed("stack", "init", "test");
    await project.succeed("up", ...yes, "--diff");
    expect(await hostnamesOf(north)).toEqual(["north.acme.com"]);
    expect(await hostnamesOf(south)).toEqual(["south.acme.com"]);
    expect(await hostnamesOf(other)).toEqual(["other.acme.com"]);
    await project.succeed("up", ...yes, "--expect-no-changes");
    await project.succeed("refresh", ...yes, "--expect-no-changes");

    // Rotated credentials of the same account: the provider is updated, and its resources are unchanged.
    const { email, apiKey } = north.ready.credentials.cloudflare;
    const rotated = `{ email: "${email}", apiKey: "${apiKey}", baseUrl: "${north.ready.cloudflare}" }`;
    await project.write("index.ts", program(rotated));
    const rotation = await project.succeed("up", ...yes);
    expect(rotation.text).toMatch(/~ 1 updated\n\s*6 unchanged/);

    const state = (await project.succeed("stack", "export")).stdout;
    for (const sandbox of [north, south, other]) {
      const { cloudflare: secrets } = sandbox.ready.credentials;
      for (const secret of [secrets.apiToken, secrets.apiKey]) {
        expect(state).not.toContain(secret);
        expect(project.shown()).not.toContain(secret);
      }
    }

    await project.write("index.ts", 'throw new Error("must not run");\n');
    await project.succeed("destroy", ...yes);
    expect([await hostnamesOf(north), await hostnamesOf(south), await hostnamesOf(other)]).toEqual([[], [], []]);
    for (const sandbox of [north, south, other]) {
      expect((await sandbox.calls()).filter(({ status }) => status === 401)).toEqual([]);
    }
  }, 180_000);

  it("may have credentials that are unknown at preview, and do not take missing ones from the environment", async () => {
    await using sandbox = await startTestSandbox();
    const { clevercloud, provider, credentials } = sandbox.ready;
    const { providerId, password, ssoSalt } = credentials.clevercloud;
    const project = await createProject(
      `
import { clevercloud, MarketplaneProvider } from "@marketplane/providers";

const urls = { baseUrl: "https://app.shoe-shop.com/resources", ssoUrl: "https://app.shoe-shop.com/sso" };
const manifest = new clevercloud.AddonManifest("manifest", {
  providerId: "${providerId}",
  name: "Shoe Shop",
  configVars: [],
  regions: ["eu"],
  production: urls,
  adopt: { password: "${password}", ssoSalt: "${ssoSalt}" },
});
const account = { providerId: manifest.providerId, password: manifest.password, baseUrl: "${clevercloud}" };
const options = { provider: new MarketplaneProvider("shop", { clevercloud: account }) };
const about = { ownerId: "orga_acme", userId: "user_jo", plan: "basic", region: "EU" };
new clevercloud.Addon("acme", { baseUrl: "${provider}", addonId: "addon_acme", ...about }, options);
`,
      { CLEVERCLOUD_PROVIDER_ID: "other", CLEVERCLOUD_PROVIDER_PASSWORD: "of-another-provider", APIFEW_KEY: "other" },
    );
    await project.succeed("stack", "init", "test");
    await project.succeed("preview");
    expect(await sandbox.calls()).toEqual([]);
    await project.succeed("up", ...yes);
    expect(await sandbox.state()).toMatchObject({ clevercloud: { addons: [{ plan: "basic" }] } });
    expect((await project.succeed("stack", "export")).stdout).not.toContain(password);

    await project.write(
      "index.ts",
      `
import { apifew, MarketplaneProvider } from "@marketplane/providers";
const provider = new MarketplaneProvider("north", { cloudflare: { apiToken: "0123456789-hush-hush-hush" } });
new apifew.User("jo", { login: "jo@acme.example" }, { provider });
`,
    );
    const missing = await project.run("preview");
    expect(missing.code).not.toBe(0);
    expect(missing.text).toContain(
      "apifew's key is missing: give it to the resource's MarketplaneProvider as apifew.key",
    );
  }, 180_000);
});
