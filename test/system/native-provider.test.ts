import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { originName, originRecord, zoneId, zoneName } from "../providers/cloudflare/cloudflare-zone.ts";
import { describeWithEngine } from "../support/engine.ts";
import { createPulumiProject, type PulumiProject } from "../support/pulumi-project.ts";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.ts";

const root = join(import.meta.dirname, "../..");
/** Each test starts the engine about ten times. */
const engineTestTimeoutMs = 240_000;
const yes = ["--yes", "--skip-preview"];
const zone = { name: zoneName, dnsRecords: [originRecord], fallbackOrigin: originName };
const sesame = "sesame-open-in-metadata";

const Resources = z.array(
  z.object({
    type: z.string(),
    urn: z.string(),
    id: z.string().optional(),
    outputs: z.record(z.string(), z.unknown()).default({}),
    provider: z.string().optional(),
  }),
);

const header = `
import * as pulumi from "@pulumi/pulumi";
import { cloudflare, MarketplaneProvider } from "@marketplane/providers";
const config = new pulumi.Config();
const zoneId = "${zoneId}";
class CustomHostname extends pulumi.CustomResource {
  constructor(name, args, options) {
    super("marketplane:cloudflare:CustomHostname", name, { status: undefined, hostnameId: undefined, ...args }, options);
  }
}
`;

async function createProject({ ready }: TestSandbox, program: string): Promise<PulumiProject> {
  const plugin = join(root, "providers/native");
  const project = await createPulumiProject(
    {
      "Pulumi.yaml": `name: shop
runtime:
  name: nodejs
  options:
    typescript: false
main: index.ts
plugins:
  providers:
    - name: marketplane
      path: ${plugin}
`,
      "package.json": '{"name":"shop","private":true,"type":"module"}\n',
      "index.ts": header + program,
    },
    { CLOUDFLARE_API_TOKEN: ready.credentials.cloudflare.apiToken, CLOUDFLARE_BASE_URL: ready.cloudflare },
  );
  await symlink(join(root, "node_modules"), join(project.folder, "node_modules"));
  await project.succeed("stack", "init", "test");
  return project;
}

async function resourcesOf(project: PulumiProject) {
  const exported = z.object({ deployment: z.object({ resources: Resources }) });
  return exported.parse(JSON.parse((await project.succeed("stack", "export")).stdout)).deployment.resources;
}

const writesOf = async (sandbox: TestSandbox) => (await sandbox.calls()).filter(({ write }) => write).length;

describeWithEngine("the native provider under the real engine", () => {
  it(
    "creates, previews by property, updates, finds drift, imports and deletes, without a secret in plain text",
    async () => {
      await using sandbox = await startTestSandbox({ seed: { cloudflare: { zones: [zone] } } });
      const program = (plan: string) => `
const shop = new CustomHostname("shop", {
  zoneId, hostname: "shop.acme-shoes.com", ssl: { method: "http", settings: { minTlsVersion: "1.2" } },
  customMetadata: { plan: "${plan}", code: pulumi.secret("${sesame}") },
});
export const status = shop.status;
`;
      const project = await createProject(sandbox, program("basic"));
      const previewed = await project.succeed("preview", "--diff");
      expect(previewed.text).toMatch(/method\s*: "http"/);
      expect(await writesOf(sandbox)).toBe(0);

      await project.succeed("up", ...yes);
      expect((await project.succeed("preview", "--expect-no-changes")).text).toContain("2 unchanged");
      const [shop] = (await resourcesOf(project)).filter(
        ({ type }) => type === "marketplane:cloudflare:CustomHostname",
      );
      expect(shop?.outputs).not.toHaveProperty("__provider");

      await project.write("index.ts", header + program("gold"));
      const diff = await project.succeed("preview", "--diff");
      expect(diff.text).toMatch(/plan: "basic" => "gold"/);
      await project.succeed("up", ...yes);

      const hostnameId = String(shop?.id).split("/")[1];
      await sandbox.zone("PATCH", `/custom_hostnames/${hostnameId}`, { ssl: { method: "txt", type: "dv" } });
      expect((await project.succeed("refresh", "--preview-only", "--diff")).text).toMatch(/method\s*: "http" => "txt"/);
      await project.succeed("up", "--refresh", ...yes);

      const writes = await writesOf(sandbox);
      await project.succeed("state", "delete", "--yes", String(shop?.urn));
      await project.write("index.ts", header + program("gold").replace("\n});", `\n}, { import: "${shop?.id}" });`));
      expect((await project.succeed("up", ...yes)).text).toContain("1 imported");
      await project.write("index.ts", header + program("gold"));
      await project.succeed("preview", "--expect-no-changes");
      expect(await writesOf(sandbox)).toBe(writes);

      await project.succeed("destroy", ...yes);
      expect(await writesOf(sandbox)).toBe(writes + 1);
      expect(project.shown()).not.toContain(sesame);
      expect(project.shown()).not.toContain(sandbox.ready.credentials.cloudflare.apiToken);
    },
    engineTestTimeoutMs,
  );

  it(
    "separates explicit providers, rotates a credential without a change, and names a missing one at preview",
    async () => {
      await using sandbox = await startTestSandbox({ seed: { cloudflare: { zones: [zone] } } });
      const { apiToken } = sandbox.ready.credentials.cloudflare;
      const program = (account: string) => `
const account = { apiToken: pulumi.secret("${apiToken}"), baseUrl: "${sandbox.ready.cloudflare}" };
const accountOf = (given) => ({ cloudflare: pulumi.output(given).apply(JSON.stringify) });
class Provider extends pulumi.ProviderResource {}
const north = new Provider("marketplane", "north", accountOf(account));
const south = new Provider("marketplane", "south", accountOf(${account}));
new CustomHostname("shop", { zoneId, hostname: "shop.acme-shoes.com" }, { provider: north });
new CustomHostname("cafe", { zoneId, hostname: "cafe.acme-shoes.com" }, { provider: south });
`;
      const project = await createProject(sandbox, program("{ baseUrl: account.baseUrl }"));
      const refused = await project.run("preview");
      expect(refused.code).not.toBe(0);
      expect(refused.text).toContain("give it to the resource's provider as cloudflare.apiToken");
      expect(refused.text).toContain("resource 'cafe'");

      await project.write("index.ts", header + program('{ ...account, rateLimit: "600/300" }'));
      await project.succeed("up", ...yes);
      const writes = await writesOf(sandbox);
      await project.write("index.ts", header + program('{ ...account, rateLimit: "900/300" }'));
      const rotated = await project.succeed("up", ...yes);
      expect(rotated.text).toMatch(/1 updated\s+4 unchanged|~ 1 updated/);
      expect(await writesOf(sandbox)).toBe(writes);
      expect(project.shown()).not.toContain(apiToken);
      await project.succeed("destroy", ...yes);
    },
    engineTestTimeoutMs,
  );

  it(
    "migrates a stack of dynamic resources there and back without a call, even with another provider",
    async () => {
      await using sandbox = await startTestSandbox({ seed: { cloudflare: { zones: [zone] } } });
      const args = (name: string) =>
        `{ zoneId, hostname: "${name}.acme-shoes.com", customMetadata: { code: pulumi.secret("${sesame}") } }`;
      const account = `{ apiToken: "${sandbox.ready.credentials.cloudflare.apiToken}", baseUrl: "${sandbox.ready.cloudflare}" }`;
      const dynamic = `
const north = new MarketplaneProvider("north", { cloudflare: ${account} });
const aliases = [{ type: "marketplane:cloudflare:CustomHostname" }];
new cloudflare.CustomHostname("shop", ${args("shop")}, { aliases });
new cloudflare.CustomHostname("cafe", ${args("cafe")}, { aliases, provider: north });
`;
      const native = `
class Provider extends pulumi.ProviderResource {}
const north = new Provider("marketplane", "north", { cloudflare: JSON.stringify(${account}) });
const aliases = [{ type: "pulumi-nodejs:cloudflare:CustomHostname" }];
new CustomHostname("shop", ${args("shop")}, { aliases });
new CustomHostname("cafe", ${args("cafe")}, { aliases, provider: north });
`;
      const project = await createProject(sandbox, dynamic);
      await project.succeed("up", ...yes);
      const { length } = await sandbox.calls();

      await project.write("index.ts", header + native);
      await project.succeed("up", ...yes);
      expect(await sandbox.calls()).toHaveLength(length);
      expect(
        (await resourcesOf(project)).filter(({ type }) => type === "marketplane:cloudflare:CustomHostname"),
      ).toHaveLength(2);

      await project.write("index.ts", header + dynamic);
      await project.succeed("up", ...yes);
      expect(await sandbox.calls()).toHaveLength(length);
      const back = (await resourcesOf(project)).filter(
        ({ type }) => type === "pulumi-nodejs:cloudflare:CustomHostname",
      );
      expect(back.map(({ outputs }) => typeof outputs.__provider)).toEqual(["string", "string"]);

      await project.succeed("refresh", "--expect-no-changes", ...yes);
      const writes = await writesOf(sandbox);
      await project.succeed("destroy", ...yes);
      expect(await writesOf(sandbox)).toBe(writes + 2);
      expect(project.shown()).not.toContain(sesame);
    },
    engineTestTimeoutMs,
  );
});
