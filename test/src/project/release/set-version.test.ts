import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { addSection, readVersion, setVersion } from "../../../../src/project/release/set-version.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const root = join(import.meta.dirname, "../../../..");
const files = ["package.json", "package-lock.json", "CHANGELOG.md", "providers/package.json"];

it("writes one version into every manifest and the lock file, and dates the unreleased changes", async () => {
  const copy = await temporaryFolder();
  await Promise.all(files.map((file) => cp(join(root, file), join(copy, file), { recursive: true })));

  await setVersion(copy, "7.8.9", "2026-01-02");

  const read = async (file: string) => JSON.parse(await readFile(join(copy, file), "utf8"));
  expect(await readVersion(copy)).toBe("7.8.9");
  expect(await read("package.json")).toMatchObject({ dependencies: { "@marketplane/providers": "7.8.9" } });
  expect(await read("providers/package.json")).toMatchObject({ version: "7.8.9" });
  const { version, packages } = await read("package-lock.json");
  const own = packages[""];
  expect([version, own.version, own.dependencies["@marketplane/providers"], packages.providers.version]).toEqual(
    Array.from({ length: 4 }, () => "7.8.9"),
  );
  expect(await readFile(join(copy, "CHANGELOG.md"), "utf8")).toMatch(
    /## Unreleased\n\n## 7\.8\.9 \(2026-01-02\)\n\n- /,
  );
});

it("refuses a version that is not one, before it changes a file", async () => {
  await expect(setVersion(await temporaryFolder(), "next", "2026-01-02")).rejects.toThrow(
    '--version: must be a semantic version such as 1.2.3 (it is "next")',
  );
});

it.each([
  ["# Changelog\n\n## Unreleased\n\n## 1.0.0 (2026-01-01)\n\n- a\n", "2.0.0", "nothing to release"],
  ["# Changelog\n\n## Unreleased\n\n- b\n\n## 1.0.0 (2026-01-01)\n\n- a\n", "1.0.0", "already has a section for 1.0.0"],
  ["# Changelog\n", "1.0.0", "nothing to release"],
])("refuses a release without changes, and a version that exists: %j", (changelog, version, message) => {
  expect(() => addSection(changelog, version, "2026-01-02")).toThrow(message);
});
