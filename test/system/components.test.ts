import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findCloudflarePlugin } from "../../src/tools/sandbox/cloudflare-plugin.ts";
import { credentialsOf, writesAt } from "../support/adoption-project.ts";
import { createProgram, type RunnableLanguage } from "../support/language-program.ts";
import { describeWithLanguage } from "../support/languages.ts";
import type { PulumiProject } from "../support/pulumi-project.ts";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.ts";
import { deploymentYaml, globexYaml, tenantPython, tenantYaml } from "./component-programs.ts";

const root = join(import.meta.dirname, "../..");
const yes = ["--yes", "--skip-preview"];
const secretValue = `\${greeting}`;
const timeoutMs = 300_000;

async function createProject(language: RunnableLanguage, sandbox: TestSandbox, source: string) {
  const { folder = "" } = findCloudflarePlugin({ PULUMI_HOME: root });
  const { credentials, cloudflare } = sandbox.ready;
  const project = await createProgram(language, source, credentialsOf(sandbox), [folder]);
  await project.succeed("stack", "init", "test");
  await project.succeed("config", "set", "zoneId", credentials.cloudflare.zoneId);
  await project.succeed("config", "set", "baseUrl", cloudflare);
  await project.succeed("config", "set", "--secret", "token", credentials.cloudflare.apiToken);
  await project.succeed("config", "set", "--secret", "greeting", "made-up-greeting");
  return project;
}

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly provider?: string;
  readonly protect?: boolean;
  readonly parent?: string;
  readonly dependencies?: readonly string[];
}

async function resourcesOf(project: PulumiProject): Promise<{ text: string; resources: readonly Resource[] }> {
  const { stdout } = await project.succeed("stack", "export");
  return { text: stdout, resources: JSON.parse(stdout).deployment.resources };
}

const named = (resources: readonly Resource[], name: string) => resources.find(({ urn }) => urn.endsWith(`::${name}`));

describeWithLanguage("yaml", "a YAML program with a deployment and its tenants", () => {
  it(
    "previews without a call, creates native resources with the options and secrets of the program, changes and destroys them",
    async () => {
      await using sandbox = await startTestSandbox({ seed: {} });
      const source = deploymentYaml + tenantYaml() + globexYaml("globex");
      const project = await createProject("yaml", sandbox, source);
      const file = await readFile(join(project.folder, "Pulumi.yaml"), "utf8");
      const change = (changed: string) =>
        project.write("Pulumi.yaml", file.slice(0, file.indexOf(source)) + deploymentYaml + changed);

      const preview = await project.succeed("preview");
      expect(preview.text).toContain("marketplane:cloudflare:CustomHostname acme-shop.acme-shoes.com create");
      expect(preview.text).toContain("marketplane:cloudflare:CustomHostname globex-www.globex-energy.com create");
      expect(await writesAt(sandbox)).toEqual([]);

      await project.succeed("up", ...yes);
      const outputs = JSON.parse((await project.succeed("stack", "output", "--json", "--show-secrets")).stdout);
      expect(outputs).toMatchObject({
        origin: "proxy-fallback.saasprovider.com",
        cname: "shop.acme-shoes.com CNAME acme.customers.saasprovider.com",
        keys: [expect.any(String), expect.any(String)],
      });
      const { text, resources } = await resourcesOf(project);
      for (const secret of [...outputs.keys, "made-up-greeting", sandbox.ready.credentials.cloudflare.apiToken]) {
        expect(text).not.toContain(secret);
      }
      expect(resources.filter(({ type }) => type.startsWith("pulumi-nodejs:"))).toEqual([]);
      expect(resources.filter(({ type }) => type === "pulumi:providers:marketplane")).toHaveLength(2);
      const hostname = named(resources, "globex-www.globex-energy.com");
      expect(hostname).toMatchObject({ protect: true, parent: named(resources, "globex")?.urn });
      expect(hostname?.provider).toContain("::north::");
      expect(hostname?.dependencies).toContain(named(resources, "deployment-fallback-origin")?.urn);
      expect(hostname?.dependencies).toContain(named(resources, "other")?.urn);

      const writes = await writesAt(sandbox);
      await project.succeed("up", ...yes, "--expect-no-changes");
      // Another name of the component: its resources are named after the tenant's id.
      await change(
        tenantYaml() + globexYaml("energy", "tenantId: globex", `aliases: ["${named(resources, "globex")?.urn}"]`),
      );
      await project.succeed("up", ...yes, "--expect-no-changes");
      expect(await writesAt(sandbox)).toEqual(writes);

      await change(
        tenantYaml({ quantity: 3, members: "[]" }) + globexYaml("energy", "tenantId: globex", "protect: false"),
      );
      await project.succeed("up", ...yes);
      const changed = await resourcesOf(project);
      expect(named(changed.resources, "acme-member-john.roe@acme.example")).toBeUndefined();
      await project.succeed("destroy", ...yes);
      const { cloudflare } = Object(await sandbox.state());
      expect(cloudflare.zones[0]).toMatchObject({ custom_hostnames: [], fallback_origin: null });
    },
    timeoutMs,
  );

  it(
    "refuses wrong inputs on their properties, without the value of a secret and before a call",
    async () => {
      await using sandbox = await startTestSandbox({ seed: {} });
      const wrong = tenantYaml({ plan: "gold", quantity: 1, hostname: secretValue });
      const project = await createProject("yaml", sandbox, deploymentYaml + wrong);
      const refused = await project.run("preview");
      expect(refused.code).not.toBe(0);
      expect(refused.text).toContain("marketplane:index:Tenant resource 'acme' has a problem");
      expect(refused.text).toMatch(/property hostnames\[0\]\.hostname .*problem: .*secret/);
      expect(refused.text).not.toContain("made-up-greeting");
      const file = await readFile(join(project.folder, "Pulumi.yaml"), "utf8");
      await project.write(
        "Pulumi.yaml",
        file.replace(`hostname: ${secretValue}`, "hostname: proxy-fallback.saasprovider.com"),
      );
      const rules = await project.run("preview");
      expect(rules.text).toMatch(/property plan .*problem: "gold" is not in the deployment's plans \(known: basic\)/);
      expect(rules.text).toMatch(/property license\.quantity .*problem: must be at least 2/);
      expect(rules.text).toMatch(/property hostnames\[0\]\.hostname .*problem: .* which is the seller's own name/);
      expect(await writesAt(sandbox)).toEqual([]);
    },
    timeoutMs,
  );
});

describeWithLanguage("python", "a Python program with a deployment and its tenants", () => {
  it(
    "creates them with typed inputs and outputs, stays unchanged, and destroys them",
    async () => {
      await using sandbox = await startTestSandbox({ seed: {} });
      const project = await createProject("python", sandbox, tenantPython);
      await project.succeed("up", ...yes);
      const outputs = JSON.parse((await project.succeed("stack", "output", "--json", "--show-secrets")).stdout);
      expect(outputs).toEqual({
        cname: "shop.acme-shoes.com CNAME acme.customers.saasprovider.com",
        keys: [expect.any(String), expect.any(String)],
        origin: "proxy-fallback.saasprovider.com",
        status: expect.any(String),
      });
      await project.succeed("up", ...yes, "--expect-no-changes");
      await project.succeed("destroy", ...yes);
      const { cloudflare } = Object(await sandbox.state());
      expect(cloudflare.zones[0]).toMatchObject({ custom_hostnames: [], fallback_origin: null });
    },
    timeoutMs,
  );
});
