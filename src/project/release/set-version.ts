import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const versionLine = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/**
 * Writes a version into every manifest of the repository, and gives the unreleased changes a section of their own in
 * the changelog.
 */
export async function setVersion(root: string, version: string, date: string): Promise<void> {
  if (!versionLine.test(version)) {
    throw new Error(`--version: must be a semantic version such as 1.2.3 (it is ${JSON.stringify(version)})`);
  }
  const current = await readVersion(root);
  const edit = async (file: string, change: (text: string) => string) => {
    const path = join(root, file);
    await writeFile(path, change(await readFile(path, "utf8")));
  };
  const ofProviders = `"@marketplane/providers": "${current}"`;
  const setOwn = (text: string) =>
    text
      .replace(`"version": "${current}"`, `"version": "${version}"`)
      .replaceAll(ofProviders, ofProviders.replace(current, version));
  await edit("package.json", setOwn);
  await edit("providers/package.json", setOwn);
  await edit("package-lock.json", (text) => {
    const lock = JSON.parse(setOwn(text));
    lock.packages[""].version = version;
    lock.packages.providers.version = version;
    return `${JSON.stringify(lock, undefined, 2)}\n`;
  });
  await edit("CHANGELOG.md", (text) => addSection(text, version, date));
}

export async function readVersion(root: string): Promise<string> {
  return Object(JSON.parse(await readFile(join(root, "package.json"), "utf8"))).version;
}

const unreleased = "## Unreleased\n";

/** Moves the unreleased changes below a heading for the version. */
export function addSection(changelog: string, version: string, date: string): string {
  if (changelog.includes(`## ${version} `)) {
    throw new Error(`CHANGELOG.md already has a section for ${version}: choose the next version`);
  }
  const [before, after] = changelog.split(unreleased);
  if (before === undefined || after === undefined || !/^- /m.test(after.split(/^## /m)[0] ?? "")) {
    throw new Error('CHANGELOG.md lists no change under "## Unreleased", so there is nothing to release');
  }
  return `${before}${unreleased}\n## ${version} (${date})\n${after}`;
}
