import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { originName, originRecord, zoneId, zoneName } from "../providers/cloudflare/cloudflare-zone.ts";
import { createProgram } from "../support/language-program.ts";
import { describeWithLanguage } from "../support/languages.ts";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.ts";

const plugin = join(import.meta.dirname, "../../providers/native");
const yes = ["--yes", "--skip-preview"];
const zone = { name: zoneName, dnsRecords: [originRecord], fallbackOrigin: originName };
const hostnameOf = (name: string, more = "") => `
  ${name}:
    type: marketplane:cloudflare:CustomHostname
    properties:
      zoneId: \${zone.zoneId}
      hostname: ${name}.acme-shoes.com
      ssl: { method: http }${more}
`;
const program = (resources: string) => `
variables:
  zone:
    fn::invoke:
      function: marketplane:cloudflare:getZone
      arguments: { name: ${zoneName} }
resources:${resources}`;

async function createYaml({ ready }: TestSandbox, source: string) {
  const project = await createProgram("yaml", source, {
    CLOUDFLARE_API_TOKEN: ready.credentials.cloudflare.apiToken,
    CLOUDFLARE_BASE_URL: ready.cloudflare,
  });
  await project.succeed("stack", "init", "test");
  const file = await readFile(join(project.folder, "Pulumi.yaml"), "utf8");
  const head = file.slice(0, file.indexOf(source));
  return { ...project, change: (changed: string) => project.write("Pulumi.yaml", head + changed) };
}

describeWithLanguage("yaml", "a YAML program with the native provider", () => {
  it("imports existing objects with code that previews unchanged, lists them, and reports bad input by property before a call", async () => {
    await using sandbox = await startTestSandbox({ seed: { cloudflare: { zones: [zone] } } });
    const project = await createYaml(sandbox, program(hostnameOf("shop")));
    await project.succeed("up", ...yes);
    await project.succeed("preview", "--expect-no-changes");

    const made = await sandbox.zone("POST", "/custom_hostnames", {
      hostname: "old.acme-shoes.com",
      ssl: { method: "txt", type: "dv", settings: { min_tls_version: "1.2" } },
    });
    const id = `${zoneId}/${(made.body as { result: { id: string } }).result.id}`;
    const { length } = (await sandbox.calls()).filter(({ write }) => write);
    const type = "marketplane:cloudflare:CustomHostname";
    await project.succeed("import", type, "old", id, "--yes", "--out", "imported.yaml");
    const imported = await readFile(join(project.folder, "imported.yaml"), "utf8");
    expect(imported).toContain("hostname: old.acme-shoes.com");
    await project.change(program(hostnameOf("shop")) + imported.replace(/^resources:\n/, ""));
    await project.succeed("preview", "--expect-no-changes");
    const unknown = await project.run(
      "import",
      "marketplane:cloudflare:CustomHostname",
      "gone",
      `${zoneId}/0d89c70d-ad9f-4843-b99f-6cc0252067e9`,
      "--yes",
    );
    expect(unknown.text).toContain("does not exist");

    const listed = await project.succeed(
      ...[
        "do",
        "--package",
        join(plugin, "pulumi-resource-marketplane"),
        "marketplane:cloudflare:CustomHostname",
        "list",
        "--zone-id",
        zoneId,
        "--all",
      ],
      ...["--output", "json"],
    );
    expect(listed.stdout).toContain(id);

    const calls = (await sandbox.calls()).length;
    await project.change(`
resources:
  shop:
    type: marketplane:cloudflare:CustomHostname
    properties: { zoneId: ${zoneId}, hostname: not a hostname, waitTimeoutSeconds: 0 }
`);
    const refused = await project.run("preview");
    expect(refused.text).toMatch(
      /property hostname value \{not a hostname\} has a problem: must be .*\(it is "not a hostname"\)/,
    );
    expect(refused.text).toMatch(
      /property waitTimeoutSeconds value \{0\} has a problem: must be at least 1 \(it is 0\)/,
    );
    await project.change(`
resources:
  shop:
    type: marketplane:cloudflare:CustomHostname
    properties: { zoneId: ${zoneId}, hostnam: shop.acme-shoes.com }
`);
    expect((await project.run("preview")).text).toContain("hostnam");
    expect((await sandbox.calls()).length).toBe(calls);
    expect((await sandbox.calls()).filter(({ write }) => write)).toHaveLength(length);
  }, 240_000);
});
