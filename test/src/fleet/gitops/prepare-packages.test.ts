import { existsSync, mkdirSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { preparePackages } from "../../../../src/fleet/gitops/prepare-packages.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/** A commit with a project in a folder, a package that it depends on, and a lock file at the root. */
async function checkedOut({ withLock = true } = {}) {
  const root = await temporaryFolder();
  for (const name of ["fleet", "tool"]) {
    mkdirSync(join(root, name));
  }
  const scripts = { postinstall: "touch ran" };
  const manifest = { name: "vendor", version: "1.0.0", scripts, dependencies: { tool: "file:tool" } };
  const tool = { name: "tool", version: "1.0.0", scripts };
  const packages = { "": manifest, tool: { version: "1.0.0" }, "node_modules/tool": { resolved: "tool", link: true } };
  const lock = { name: "vendor", version: "1.0.0", lockfileVersion: 3, requires: true, packages };
  writeFileSync(join(root, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(root, "tool/package.json"), JSON.stringify(tool));
  if (withLock) {
    writeFileSync(join(root, "package-lock.json"), JSON.stringify(lock));
  }
  return { root, project: "fleet", env: process.env };
}

it("the packages of the lock file are installed next to it, without running scripts", async () => {
  const at = await checkedOut();
  await preparePackages({ kind: "install" }, at);
  expect(readlinkSync(join(at.root, "node_modules/tool"))).toMatch(/tool$/);
  expect([existsSync(join(at.root, "ran")), existsSync(join(at.root, "tool/ran"))]).toEqual([false, false]);
}, 60_000);

it("installing without a lock file is rejected", async () => {
  const at = await checkedOut({ withLock: false });
  await expect(preparePackages({ kind: "install" }, at)).rejects.toThrow(/no package-lock\.json/);
});

it("a shared package folder is linked where the commit's own would be", async () => {
  const folder = await temporaryFolder();
  const at = await checkedOut();
  await preparePackages({ kind: "link", folder }, at);
  expect(readlinkSync(join(at.root, "node_modules"))).toBe(folder);
  await expect(preparePackages({ kind: "link", folder }, at)).rejects.toThrow(/contains node_modules/);
});
