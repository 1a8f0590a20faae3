import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { connectCloudflare } from "../../../providers/cloudflare/connect.ts";
import { Entitlements } from "../../../src/tools/sandbox/cloudflare/seed.ts";
import { describeWithEngine } from "../../support/engine.ts";
import { createPulumiProject, type PulumiProject } from "../../support/pulumi-project.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";
import { originName, originRecord, zoneId, zoneName } from "./cloudflare-zone.ts";

const yes = ["--yes", "--skip-preview"];
const otherName = `second.${zoneName}`;
const zone = {
  name: zoneName,
  dnsRecords: [originRecord, { ...originRecord, name: otherName }],
  entitlements: Entitlements.parse({ quotaAllocated: 0 }),
};

const declaring = (...resources: readonly string[]) => `
import { cloudflare } from "@marketplane/providers";
const zoneId = "${zoneId}";
${resources.join("\n")}
`;
const originOf = (name: string, origin: string) =>
  `new cloudflare.FallbackOrigin("${name}", { zoneId, origin: "${origin}", adopt: true });`;

async function createProject({ ready }: TestSandbox, program: string): Promise<PulumiProject> {
  const project = await createPulumiProject(
    {
      "Pulumi.yaml": "name: origins\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.ts\n",
      "package.json": '{"name":"origins","private":true,"type":"module"}\n',
      "index.ts": program,
    },
    { CLOUDFLARE_API_TOKEN: ready.credentials.cloudflare.apiToken, CLOUDFLARE_BASE_URL: ready.cloudflare },
  );
  await symlink(join(import.meta.dirname, "../../../node_modules"), join(project.folder, "node_modules"));
  await project.succeed("stack", "init", "test");
  return project;
}

describeWithEngine("Cloudflare's resources under the real engine", () => {
  it("refuse one of two fallback origins of a zone, show notices, and leave another program's origin on destroy", async () => {
    await using sandbox = await startTestSandbox({ seed: { cloudflare: { zones: [zone] } } });
    const client = connectCloudflare(sandbox.settings);
    const shop = 'new cloudflare.CustomHostname("shop", { zoneId, hostname: "shop.acme-shoes.com" });';
    const project = await createProject(
      sandbox,
      declaring(originOf("one", originName), originOf("two", otherName), shop),
    );

    const refused = await project.run("up", ...yes);
    expect(refused.code).not.toBe(0);
    expect(refused.text).toContain(
      `two resources of this program are cloudflare:FallbackOrigin with zoneId "${zoneId}"`,
    );
    expect(refused.text).toContain(
      "warning: Cloudflare, about shop.acme-shoes.com: Custom hostname quota exceeded; this hostname will be billed.",
    );
    const { origin } = await client.getFallbackOrigin(zoneId);
    const state = (await project.succeed("stack", "export")).stdout;
    expect(state.match(/"type": "pulumi-nodejs:cloudflare:FallbackOrigin"/g)).toHaveLength(1);

    const stranger = origin === originName ? otherName : originName;
    await client.putFallbackOrigin(zoneId, stranger);
    const destroyed = await project.succeed("destroy", ...yes);

    expect(destroyed.text).toContain(`is ${stranger}, not ${origin} as in the state: it was not changed`);
    expect((await client.getFallbackOrigin(zoneId)).origin).toBe(stranger);
  });
});
