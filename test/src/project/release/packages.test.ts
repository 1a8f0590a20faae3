import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { runProcess } from "../../../../engine/run-process.ts";
import { createDatabase, hasDatabase } from "../../../support/database.ts";
import { describeWithEngine, engine } from "../../../support/engine.ts";
import { startTestSandbox, type TestSandbox } from "../../../support/sandbox.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { prepareUsersFolder, runAs, startAs, type UsersFolder } from "./users-folder.ts";

const root = join(import.meta.dirname, "../../../..");
const installTimeoutMs = 300_000;
const names = ["@marketplane/providers", "@marketplane/deployment", "marketplane", "create-marketplane"];
let user: UsersFolder;
let project: string;

beforeAll(async () => {
  user = await prepareUsersFolder();
  project = join(user.folder, "my-saas");
  await runAs(user, ["npm", "create", "--yes", "marketplane", "my-saas"], { cwd: user.folder });
  // The embedded database's server is the largest package, and the machine has one.
  await runAs(user, ["npm", "install", "--ignore-scripts", "--omit=optional"], { cwd: project });
}, installTimeoutMs);
afterAll(async () => {
  user.close();
  await rm(user.folder, { recursive: true, force: true });
});

const Manifest = z.looseObject({
  name: z.string(),
  version: z.string(),
  scripts: z.unknown().optional(),
  engines: z.object({ node: z.string() }),
  dependencies: z.record(z.string(), z.string()),
});

async function unpack(tarball: string): Promise<string> {
  const folder = await temporaryFolder();
  await runProcess("tar", ["-xzf", tarball, "-C", folder]);
  return join(folder, "package");
}

describe("the packed packages", () => {
  it("have one version and one changelog, run on Node 22.19, and run no scripts", async () => {
    const { version } = Manifest.pick({ version: true }).parse(
      JSON.parse(await readFile(join(root, "package.json"), "utf8")),
    );
    const changelog = await readFile(join(root, "CHANGELOG.md"), "utf8");
    const manifests = await Promise.all(
      user.tarballs.map(async (tarball) => {
        const folder = await unpack(tarball);
        expect(await readFile(join(folder, "CHANGELOG.md"), "utf8")).toBe(changelog);
        expect(await readdir(folder)).toEqual(expect.arrayContaining(["LICENSE", "README.md"]));
        return Manifest.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
      }),
    );

    expect(manifests.map(({ name }) => name)).toEqual(names);
    for (const manifest of manifests) {
      expect(manifest).toMatchObject({ version, engines: { node: ">=22.19.0" } });
      expect(manifest.scripts).toBeUndefined();
      const own = Object.entries(manifest.dependencies).filter(([name]) => names.includes(name));
      expect(own.map(([, range]) => range)).toEqual(own.map(() => version));
    }
  });

  it("contain code with source maps that hold the sources, and no TypeScript but declarations", async () => {
    for (const tarball of user.tarballs) {
      const folder = await unpack(tarball);
      const files = await readdir(folder, { recursive: true });
      const code = files.filter((file) => file.endsWith(".js") && !file.startsWith("src/"));
      expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
      expect(code.length).toBeGreaterThan(0);
      for (const file of code) {
        const text = await readFile(join(folder, file), "utf8");
        const [, map] = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(text) ?? [];
        // A file that only re-exports has no map.
        if (map !== undefined) {
          const { sourcesContent } = JSON.parse(await readFile(join(folder, file, "..", map), "utf8"));
          expect(sourcesContent.every((source: unknown) => typeof source === "string")).toBe(true);
        }
      }
    }
  });

  it.each(names.map((name, index) => [name, index]))("%s passes publint and are-the-types-wrong", async (_, index) => {
    const tarball = user.tarballs[index] ?? "";
    const bytes = await readFile(tarball);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const { messages } = await publint({ pack: { tarball: file as ArrayBuffer }, strict: true });
    expect(messages).toEqual([]);

    const attw = join(root, "node_modules/.bin/attw");
    const { code, stdout } = await runProcess(process.execPath, [attw, tarball, "--format", "table-flipped"]);
    expect(code, stdout.join("\n")).toBe(0);
  });

  it("answer --version without any other package, and --help with the parser of the command line alone", async () => {
    const folder = await unpack(user.tarballs[2] ?? "");
    const main = join(folder, "dist/main.js");
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    expect((await runProcess(process.execPath, [main, "--version"])).stdout).toEqual([version]);

    await mkdir(join(folder, "node_modules"));
    await symlink(join(root, "node_modules/commander"), join(folder, "node_modules/commander"));
    const help = await runProcess(process.execPath, [main, "--help"]);
    expect(help.code, help.stderr.join("\n")).toBe(0);
    expect(help.stdout.join("\n")).toContain("drift");
  });
});

describe("a user's project with the packages", () => {
  it("has the command line", async () => {
    const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    expect((await runAs(user, ["npx", "marketplane", "--version"], { cwd: project })).stdout).toEqual([version]);
    const unknown = await runProcess("npx", ["marketplane", "drfit"], { cwd: project, env: user.env });
    expect(unknown.code).not.toBe(0);
    expect(unknown.stderr.join("\n")).toContain("drift");
  });

  it("gets types for Deployment and Tenant in a strict program, and in the README's examples", async () => {
    const readme = await readFile(join(project, "node_modules/@marketplane/deployment/README.md"), "utf8");
    const examples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, program = ""]) => program);
    expect(examples).toHaveLength(2);
    const programs = [...examples, typedProgram];
    await mkdir(join(project, "typed"));
    onTestFinished(() => rm(join(project, "typed"), { recursive: true }));
    const files = programs.map((_program, index) => join("typed", `program-${index}.ts`));
    await Promise.all(files.map((file, index) => writeFile(join(project, file), programs[index] ?? "")));
    const flags = ["--strict", "--noEmit", "--skipLibCheck", "--exactOptionalPropertyTypes", "--types", "node"];
    const types = ["--module", "nodenext", "--target", "es2022", "--typeRoots", join(root, "node_modules/@types")];
    const args = [join(root, "node_modules/typescript/bin/tsc"), ...flags, ...types, ...files];
    const { stdout } = await runProcess(process.execPath, args, { cwd: project });

    expect(stdout).toEqual([]);
  });
});

const typedProgram = `
import * as pulumi from "@pulumi/pulumi";
import { Deployment, type DeploymentSettings, readTenants, Tenant, TenantDeclaration } from "@marketplane/deployment";

declare const settings: DeploymentSettings;
const deployment = new Deployment("deployment", settings);
const origin: pulumi.Output<string> = deployment.fallbackOrigin.origin;
export const logins: string[] = readTenants("tenants", { plans: ["basic"], configVars: undefined }).tenants.flatMap(
  ({ declaration }) => (declaration.owner === undefined ? [] : [declaration.owner.login]),
);
const declaration: TenantDeclaration = TenantDeclaration.parse({ id: "acme" });
const tenant = new Tenant("acme", { declaration, deployment, settings });
export const keys: pulumi.Output<readonly string[]> = tenant.licenseKeys;
export const certificate: pulumi.Output<string | undefined> | undefined = tenant.hostnames[0]?.certificate;
// @ts-expect-error A tenant needs a deployment.
new Tenant("other", { declaration, settings });
export const target: number = origin ? 1 : deployment.cnameTargetOf("acme").length;
`;

describeWithEngine("a user's project without a checkout", () => {
  it("goes up, shows no drift, and is destroyed again", async () => {
    await using sandbox = await startTestSandbox({ seed: { apifew: { defaults: false, pricings } } });
    const machine = { env: { ...user.env, ...variables(sandbox), ...backend(join(user.folder, "state")) } };
    const marketplane = (args: readonly string[]) => runAs(machine, ["npx", "marketplane", ...args], { cwd: project });
    await mkdir(join(user.folder, "state"), { recursive: true });

    expect((await marketplane(["engine"])).stdout.join()).toContain("found on PATH");
    await marketplane(["pulumi", "stack", "init", "dev"]);
    await marketplane(["pulumi", "up", "--yes", "--skip-preview", "--stack", "dev"]);
    expect(JSON.stringify(await sandbox.state())).toContain("shop.acme-shoes.com");
    expect((await marketplane(["pulumi", "stack", "output", "--json", "--stack", "dev"])).stdout.join("")).toContain(
      "customers.saasprovider.com",
    );
    await marketplane(["drift", "--stack", "dev"]);
    await marketplane(["pulumi", "destroy", "--yes", "--skip-preview", "--stack", "dev"]);
    expect(JSON.stringify(await sandbox.state())).not.toContain("shop.acme-shoes.com");
  }, 180_000);

  it.skipIf(!hasDatabase)(
    "serves marketplaces from the package, and its worker provides what they order",
    async () => {
      await using sandbox = await startTestSandbox({ seed: { apifew: { defaults: false, pricings } } });
      const { clevercloud } = sandbox.ready.credentials;
      const secrets = {
        DATABASE_URL: await createDatabase(),
        PASSWORD: clevercloud.password,
        SALT: clevercloud.ssoSalt,
      };
      const env = { ...user.env, ...variables(sandbox), ...secrets };
      const folder = join(user.folder, "control-plane");
      await cp(join(project, "package.json"), join(folder, "package.json"));
      await symlink(join(project, "node_modules"), join(folder, "node_modules"));
      await writeFile(join(folder, "marketplane.yaml"), controlPlane);
      const serve = ["node_modules/.bin/marketplane", "serve", "--port", "0"];
      const { url } = z.looseObject({ url: z.url() }).parse(await startAs({ env }, serve, { cwd: folder }));

      const page = await fetch(`${url}/console`);
      expect(page.status).toBeLessThan(500);
      const assets = [...(await page.text()).matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
      expect(assets.length).toBeGreaterThan(0);
      for (const path of assets) {
        expect((await fetch(`${url}${path}`)).status, path).toBe(200);
      }
      await sandbox.control("POST", "/clevercloud/orders", {
        baseUrl: `${url}/clevercloud/resources`,
        plan: "basic",
        ownerEmail: "owner@acme-shoes.com",
      });
      const isProvided = async () =>
        JSON.stringify(Object(await sandbox.state()).apifew).includes("owner@acme-shoes.com");
      await expect.poll(isProvided, { timeout: 90_000, interval: 500 }).toBe(true);
    },
    150_000,
  );
});

const pricings = [
  { uid: "ABCDEF1234567890", name: "monthly_10", revisions: [{ rev: 21, features: ["read_report"] }], counters: [] },
];

function variables({ ready: { cloudflare, apifew, clevercloud, credentials } }: TestSandbox) {
  return {
    PATH: [engine().bin, user.env.PATH].join(":"),
    CLOUDFLARE_BASE_URL: cloudflare,
    CLOUDFLARE_API_TOKEN: credentials.cloudflare.apiToken,
    APIFEW_BASE_URL: apifew,
    APIFEW_KEY: credentials.apifew.key,
    CLEVERCLOUD_BASE_URL: clevercloud,
  };
}

function backend(folder: string) {
  return { PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "passphrase" };
}

/** Secrets come from the environment. */
const controlPlane = `publicUrl: https://cp.saasprovider.com
database: { url: "\${DATABASE_URL}" }
deployment:
  zoneId: 5a4db0c0ffee00000000000000000001
  fallbackOrigin: { hostname: proxy-fallback.saasprovider.com, content: 203.0.113.10 }
  cnameTarget: { hostname: customers.saasprovider.com }
  manifest:
    providerId: sandbox-addon
    name: Acme
    configVars: [SANDBOX_ADDON_URL]
    regions: [eu]
    production:
      baseUrl: https://cp.saasprovider.com/clevercloud/resources
      ssoUrl: https://cp.saasprovider.com/clevercloud/sso/login
  plans: { basic: { pricingUid: ABCDEF1234567890, pricingName: monthly_10 } }
clevercloud: { providerId: sandbox-addon, password: "\${PASSWORD}", ssoSalt: "\${SALT}" }
`;
