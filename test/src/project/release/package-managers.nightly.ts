/** Every night only: each installer takes minutes, and the ordinary suite installs the same packages by npm. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readVersion } from "../../../../src/project/release/set-version.ts";
import { prepareUsersFolder, runAs, type UsersFolder } from "./users-folder.ts";

const root = join(import.meta.dirname, "../../../..");
const timeoutMs = 600_000;
let user: UsersFolder;

beforeAll(async () => {
  user = await prepareUsersFolder();
}, timeoutMs);
afterAll(async () => {
  user.close();
  await rm(user.folder, { recursive: true, force: true });
});

const installers = [
  { name: "npm", call: () => ["npm", "install", "--ignore-scripts"] },
  {
    name: "pnpm",
    call: () => [
      process.execPath,
      join(root, "node_modules/pnpm/bin/pnpm.mjs"),
      ...["install", "--ignore-scripts", "--registry", user.registry],
    ],
  },
  { name: "yarn", call: () => [process.execPath, join(root, "node_modules/@yarnpkg/cli-dist/bin/yarn.js"), "install"] },
];

it.each(installers)(
  "$name installs the packages in an empty folder, and the command line and the components load",
  async ({ name, call }) => {
    const version = await readVersion(root);
    const folder = join(user.folder, name);
    await mkdir(folder);
    const own = ["@marketplane/deployment", "@marketplane/providers", "marketplane"];
    const dependencies = { "@pulumi/pulumi": "*", ...Object.fromEntries(own.map((each) => [each, version])) };
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
    if (name === "yarn") {
      const settings = {
        ...{ nodeLinker: "node-modules", npmRegistryServer: user.registry, unsafeHttpWhitelist: ["127.0.0.1"] },
        ...{ enableScripts: false, enableTelemetry: false, npmMinimalAgeGate: 0 },
      };
      await writeFile(join(folder, ".yarnrc.yml"), JSON.stringify(settings));
      await writeFile(join(folder, "yarn.lock"), "");
    }
    await runAs(user, call(), { cwd: folder });

    const program =
      'import { Deployment, Tenant } from "@marketplane/deployment"; console.log(typeof Deployment, typeof Tenant)';
    await writeFile(join(folder, "program.mjs"), program);
    expect((await runAs(user, ["node_modules/.bin/marketplane", "--version"], { cwd: folder })).stdout).toEqual([
      version,
    ]);
    expect((await runAs(user, ["node_modules/.bin/marketplane", "drift", "--help"], { cwd: folder })).code).toBe(0);
    expect((await runAs(user, ["node", "program.mjs"], { cwd: folder })).stdout).toEqual(["function function"]);
  },
  timeoutMs,
);
