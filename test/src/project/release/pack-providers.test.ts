import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProcess } from "../../../../engine/run-process.ts";
import { describeWithEngine } from "../../../support/engine.ts";
import { createPulumiProject, type PulumiProject } from "../../../support/pulumi-project.ts";
import { startTestSandbox, type TestSandbox } from "../../../support/sandbox.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { installAsStranger, type StrangersPackages } from "./strangers-packages.ts";

const root = join(import.meta.dirname, "../../../..");
const yes = ["--yes", "--skip-preview"];
const runTimeoutMs = 120_000;
let packages: StrangersPackages;

beforeAll(async () => {
  packages = await installAsStranger();
}, 300_000);
afterAll(() => rm(packages.folder, { recursive: true, force: true }));

describe("the packed providers", () => {
  it("are compiled code, source maps, declarations and documents, with few dependencies and Pulumi's SDK as a peer", async () => {
    const { stdout } = await runProcess("tar", ["tzf", packages.tarball]);
    const files = stdout.map((file) => file.replace(/^package\//, ""));

    expect(files.filter((file) => !/(\.js|\.js\.map|\.d\.ts|\.md)$/.test(file)).sort()).toEqual([
      "LICENSE",
      "package.json",
    ]);
    expect(files).toEqual(expect.arrayContaining(["README.md", "cloudflare/README.md", "index.js", "index.d.ts"]));
    expect(JSON.parse(await readFile(installed("package.json"), "utf8"))).toMatchObject({
      dependencies: { undici: expect.stringMatching(/^\^/), zod: expect.stringMatching(/^\^/) },
      peerDependencies: { "@pulumi/pulumi": expect.any(String) },
      peerDependenciesMeta: { "@pulumi/pulumi": { optional: true } },
    });
  });

  it("have only declarations that an older compiler accepts", async () => {
    const source = String.raw`(from |import\(?)"\.[^"]*\.ts"`;
    const { stdout } = await runProcess("grep", ["-rlE", "--include=*.d.ts", source, installed("")]);

    expect(stdout).toEqual([]);
  });

  it("export the same classes to import and require", async () => {
    const program = `
import { createRequire } from "node:module";
import { cloudflare, MarketplaneProvider } from "@marketplane/providers";
import { CustomHostname } from "@marketplane/providers/cloudflare";
const required = createRequire(import.meta.url)("@marketplane/providers");
console.log(cloudflare.CustomHostname === CustomHostname, required.cloudflare.CustomHostname === CustomHostname);
console.log(required.MarketplaneProvider === MarketplaneProvider, Object.keys(required).sort().join());
`;
    await writeFile(join(packages.project, "program.mjs"), program);
    const { stdout, stderr } = await runProcess(process.execPath, ["program.mjs"], { cwd: packages.project });

    expect([...stdout, ...stderr]).toEqual(["true true", "true MarketplaneProvider,apifew,clevercloud,cloudflare"]);
  });

  it("provide a product's runtime without the SDK and without a web framework", async () => {
    const program = `
const { createLicenseCheck } = require("@marketplane/providers/apifew-runtime");
createLicenseCheck({ key: "key", baseUrl: "http://127.0.0.1:1" }).close();
console.log(Object.keys(require.cache).filter((file) => /node_modules.(@pulumi|hono|fastify)/.test(file)).length);
`;
    await writeFile(join(packages.project, "runtime.cjs"), program);
    const { stdout, stderr } = await runProcess(process.execPath, ["runtime.cjs"], { cwd: packages.project });

    expect([...stdout, ...stderr]).toEqual(["0"]);
  });

  it("have types for a strict program, and for the examples in their README", async () => {
    const folder = await temporaryFolder();
    await symlink(join(packages.project, "node_modules"), join(folder, "node_modules"));
    const examples = [...(await readFile(installed("README.md"), "utf8")).matchAll(/^```ts\n(.*?)^```$/gms)];
    const programs = [typedProgram, typedProduct, ...examples.map(([, program = ""]) => program)];
    expect(programs.length).toBeGreaterThanOrEqual(4);
    const files = programs.map((_program, index) => `program-${index}.ts`);
    await Promise.all(files.map((file, index) => writeFile(join(folder, file), programs[index] ?? "")));
    const flags = ["--strict", "--noEmit", "--skipLibCheck", "--exactOptionalPropertyTypes", "--types", "node"];
    const types = ["--module", "nodenext", "--target", "es2022", "--typeRoots", join(root, "node_modules/@types")];
    const args = [join(root, "node_modules/typescript/bin/tsc"), ...flags, ...types, ...files];
    const { stdout } = await runProcess(process.execPath, args, { cwd: folder, timeoutMs: runTimeoutMs });

    expect(stdout).toEqual([]);
  });
});

const typedProgram = `
import * as pulumi from "@pulumi/pulumi";
import { apifew, MarketplaneProvider } from "@marketplane/providers";
import { CustomHostname, type CustomHostnameArgs } from "@marketplane/providers/cloudflare";

const args: CustomHostnameArgs = { zoneId: pulumi.output("zone"), hostname: "shop.acme.com", ssl: { method: "http" } };
export const status: pulumi.Output<string> = new CustomHostname("a", args).status;
new MarketplaneProvider("both", { cloudflare: { apiToken: pulumi.secret("token") }, apifew: { key: "key" } });
// @ts-expect-error A token and a key at once are refused.
new MarketplaneProvider("kinds", { cloudflare: { apiToken: "token", email: "jo@acme.com", apiKey: "key" } });
// @ts-expect-error A login is a text.
new apifew.User("jo", { login: 3 });
// @ts-expect-error There is no such method.
new CustomHostname("b", { ...args, ssl: { method: "smoke" } });
`;

const typedProduct = `
import { createServer } from "node:http";
import { createGatewayClient, createLicenseCheck, createTokenGate, tokenListener } from "@marketplane/providers/apifew-runtime";
import { z } from "zod";

export async function isServed(licenseKey: string): Promise<boolean> {
  const licenses = createLicenseCheck({ key: "key", baseUrl: process.env.APIFEW_BASE_URL });
  const { isAllowed, ageMs } = await licenses.check(licenseKey);
  return isAllowed && (ageMs ?? 0) < 1000;
}
createServer(tokenListener(createTokenGate({ key: "key" }), (_request, response) => response.end()));
export async function total(): Promise<number> {
  const request = { appName: "api.domain.com", route: "/", method: "GET" };
  const client = createGatewayClient({ licenseKey: "12345678" });
  const result = await client.request(request, z.object({ total: z.number() }));
  return result.ok ? result.data.total : (result.error.details.status ?? 0);
}
// @ts-expect-error A policy is open or closed.
createLicenseCheck({ key: "key", whenUndecided: "maybe" });
`;

const typeScript = (args: string): string => `
import * as pulumi from "@pulumi/pulumi";
import { CustomHostname } from "@marketplane/providers/cloudflare";
export const status: pulumi.Output<string> = new CustomHostname("shop", ${args}).status;
`;

/** The same resource in programs of every kind. `links` are packages of ours that the project also has. */
const programs = [
  {
    kind: "plain JavaScript",
    filesOf: (args: string) => ({
      "index.js": `
const { cloudflare } = require("@marketplane/providers");
exports.status = new cloudflare.CustomHostname("shop", ${args}).status;
`,
    }),
    links: [],
  },
  {
    kind: "TypeScript by the engine's default loader and the old compiler that it brings along",
    filesOf: (args: string) => ({ "index.ts": typeScript(args) }),
    links: [],
  },
  {
    kind: "TypeScript by the engine's default loader and a compiler of the project's own, strict",
    filesOf: (args: string) => ({
      "index.ts": typeScript(args),
      "tsconfig.json": '{ "compilerOptions": { "strict": true, "types": ["node"] }, "files": ["index.ts"] }',
    }),
    links: ["typescript", "@types/node"],
  },
];

describeWithEngine("another project with the packed providers", () => {
  it.each(programs)(
    "runs up, refresh and destroy: $kind",
    async ({ filesOf, links }) => {
      await using sandbox = await startTestSandbox();
      const { zoneId } = sandbox.ready.credentials.cloudflare;
      const files = filesOf(`{ zoneId: "${zoneId}", hostname: "shop.acme.com", waitFor: "none" }`);
      const project = await createStranger(files, links, sandbox);

      await project.succeed("stack", "init", "test");
      await project.succeed("up", ...yes);
      expect(await hostnamesOf(sandbox)).toEqual(["shop.acme.com"]);
      expect((await project.succeed("stack", "output", "status")).stdout).toBe("pending");
      await project.succeed("refresh", ...yes, "--expect-no-changes");
      const state = (await project.succeed("stack", "export")).stdout;
      expect(state).toContain('require(\\"@marketplane/providers/v1/cloudflare/custom-hostname\\").handler');
      await project.succeed("destroy", ...yes);
      expect(await hostnamesOf(sandbox)).toEqual([]);
    },
    180_000,
  );
});

async function createStranger(
  files: Readonly<Record<string, string>>,
  links: readonly string[],
  sandbox: TestSandbox,
): Promise<PulumiProject> {
  const { cloudflare, credentials } = sandbox.ready;
  const variables = { CLOUDFLARE_API_TOKEN: credentials.cloudflare.apiToken, CLOUDFLARE_BASE_URL: cloudflare };
  const project = await createPulumiProject(
    { ...files, "Pulumi.yaml": "name: stranger\nruntime: nodejs\n" },
    variables,
  );
  // A real node_modules, not a link to one, because Node runs no TypeScript there.
  await cp(packages.project, project.folder, { recursive: true, verbatimSymlinks: true });
  for (const name of links) {
    await mkdir(dirname(join(project.folder, "node_modules", name)), { recursive: true });
    await rm(join(project.folder, "node_modules", name), { force: true, recursive: true });
    await symlink(join(root, "node_modules", name), join(project.folder, "node_modules", name));
  }
  return project;
}

async function hostnamesOf(sandbox: TestSandbox): Promise<unknown> {
  const { cloudflare } = Object(await sandbox.state());
  return cloudflare.zones[0].custom_hostnames.map(({ hostname }: { hostname: string }) => hostname);
}

function installed(file: string): string {
  return join(packages.project, "node_modules/@marketplane/providers", file);
}
