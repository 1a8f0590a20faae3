import { mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProcess } from "../../../../engine/run-process.ts";
import { packPlugin } from "../../../../src/project/release/pack-plugin.ts";
import { findCloudflarePlugin } from "../../../../src/tools/sandbox/cloudflare-plugin.ts";
import { zoneId } from "../../../providers/cloudflare/cloudflare-zone.ts";
import { describeWithEngine } from "../../../support/engine.ts";
import { loopbackServer } from "../../../support/loopback-server.ts";
import { ProviderClient } from "../../../support/native-provider.ts";
import { createPulumiProject } from "../../../support/pulumi-project.ts";
import { startTestSandbox } from "../../../support/sandbox.ts";
import { startPlugin } from "../../../support/start-plugin.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const root = join(import.meta.dirname, "../../../..");
const yes = ["--yes", "--skip-preview"];
const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}` as "linux-amd64";
let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "marketplane-plugin-"));
  [tarball = ""] = await packPlugin(root, folder, [platform]);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The unpacked plugin, outside any package. */
async function unpack(): Promise<string> {
  const into = await temporaryFolder();
  await runProcess("tar", ["-xzf", tarball, "-C", into]);
  return into;
}

describe("the packed plugin", () => {
  it("is named by version and platform, and holds a few files that need no package", async () => {
    const { version }: { version: string } = JSON.parse(await readFile(join(root, "providers/package.json"), "utf8"));
    expect(basename(tarball)).toBe(`pulumi-resource-marketplane-v${version}-${platform}.tar.gz`);

    const files = await readdir(await unpack());
    expect(files).toEqual(
      expect.arrayContaining([
        "LICENSE",
        "pulumi-resource-marketplane",
        "schema.json",
        "start.mjs",
        "main.mjs",
        "cache",
      ]),
    );
    expect(files).not.toContain("node_modules");
  });

  it("serves schema and resources away from any package, and the handshake loads no vendor", async () => {
    await using sandbox = await startTestSandbox();
    const into = await unpack();
    await using plugin = await startPlugin(join(into, "pulumi-resource-marketplane"));
    const engine = new ProviderClient(plugin.port);
    const { cloudflare, credentials } = sandbox.ready;

    expect((await engine.handshake()).getAcceptSecrets()).toBe(true);
    expect(JSON.parse(await engine.schema()).name).toBe("marketplane");
    const main = await readFile(join(into, "main.mjs"), "utf8");
    const loaded = [...main.matchAll(/from"\.\/([\w-]+)\.mjs"/g)].map(([, name]) => name);
    expect(loaded.filter((name) => /^(vendor-(?!accounts)|zod|native-face)/.test(String(name)))).toEqual([]);
    await engine.configure({ cloudflare: { apiToken: credentials.cloudflare.apiToken, baseUrl: cloudflare } });
    const { inputs, failures } = await engine.check("cloudflare:CustomHostname", { zoneId, hostname: "shop.acme.com" });
    expect(failures).toEqual([]);
    expect((await engine.create("cloudflare:CustomHostname", inputs)).id).toMatch(`${zoneId}/`);
    engine.close();
  });

  it("names the Node that it needs where there is none", async () => {
    const launcher = join(await unpack(), "pulumi-resource-marketplane");
    const { code, stderr } = await runProcess("/bin/sh", [launcher], { env: { PATH: "/nowhere" } });

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: ["pulumi-resource-marketplane needs Node 22.19 or newer on PATH, and there is none"],
    });
  });
});

describeWithEngine("the packed plugin under the real engine", () => {
  it.each(["--file", "--server"])(
    "is installed by %s into an empty home, and serves a program with a component",
    async (way) => {
      await using sandbox = await startTestSandbox();
      const { version }: { version: string } = JSON.parse(await readFile(join(root, "providers/package.json"), "utf8"));
      const asked: (string | undefined)[] = [];
      const bytes = await readFile(tarball);
      const server = await loopbackServer((request, response) => {
        asked.push(request.url);
        // The engine refuses a download without a content length.
        response.setHeader("content-length", bytes.length).end(bytes);
      });
      const { cloudflare, credentials } = sandbox.ready;
      const program = `
const pulumi = require("@pulumi/pulumi");
const deployment = new pulumi.ComponentResource("marketplane:index:Deployment", "deployment", {
  zoneId: "${zoneId}",
  fallbackOrigin: { hostname: "proxy-fallback.saasprovider.com", content: "203.0.113.10" },
  cnameTarget: { hostname: "customers.saasprovider.com" },
  plans: {},
}, { version: "${version}" }, true);
new pulumi.CustomResource("marketplane:cloudflare:CustomHostname", "shop", {
  zoneId: "${zoneId}", hostname: "shop.acme-shoes.com",
}, { version: "${version}", dependsOn: [deployment] });
`;
      const project = await createPulumiProject(
        {
          "Pulumi.yaml": "name: shop\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.js\n",
          "package.json": '{"name":"shop","private":true}\n',
          "index.js": program,
        },
        { CLOUDFLARE_API_TOKEN: credentials.cloudflare.apiToken, CLOUDFLARE_BASE_URL: cloudflare },
        [findCloudflarePlugin({ PULUMI_HOME: root }).folder ?? ""],
      );
      await symlink(join(root, "node_modules"), join(project.folder, "node_modules"));
      const from = way === "--file" ? tarball : server;
      await project.succeed("plugin", "install", "resource", "marketplane", version, way, from);
      expect(asked).toEqual(way === "--file" ? [] : [`/${basename(tarball)}`]);

      await project.succeed("stack", "init", "test");
      await project.succeed("up", ...yes);
      // The deployment's two records and its fallback origin, and the hostname.
      expect((await sandbox.calls()).filter(({ write }) => write)).toHaveLength(4);
    },
    180_000,
  );
});
