import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { installLanguages } from "../../engine/install-languages.ts";
import { findLanguageHost, languageHostFolder, languagesCacheFolder } from "../../engine/language-hosts.ts";
import { findPythonPackages, installPythonPackages } from "../../engine/python-packages.ts";
import { writeProgram } from "../support/fake-engine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ignoreProgress = (): void => {};

/**
 * The test's own cache, and a PATH with the fake programs that the test writes, and the system's programs.
 */
async function emptyMachine(): Promise<{ bin: string; env: NodeJS.ProcessEnv }> {
  const folder = await temporaryFolder();
  const bin = join(folder, "bin");
  return { bin, env: { PATH: `${bin}:/usr/bin:/bin`, MARKETPLANE_CACHE_DIR: join(folder, "cache") } };
}

/** A `go` that builds nothing: it writes the requested file, and counts its builds in another file. */
async function writeFakeGo(bin: string): Promise<void> {
  const body = [
    'case "$1" in',
    "version) echo go version go1.26.1 linux/amd64 ;;",
    `list) test "$2" = -deps || echo ${bin}/sdk ;;`,
    `build) echo build >> ${bin}/builds; while [ "$1" != -o ]; do shift; done; echo > "$2"; chmod +x "$2" ;;`,
    "esac",
  ];
  await writeProgram(bin, "go", body.join("\n"));
  await writeProgram(join(bin, "sdk/python/cmd"), "pulumi-language-python-exec", "exit 0");
}

describe("language hosts", () => {
  it("are found only after they are built", async () => {
    const { bin, env } = await emptyMachine();
    await writeFakeGo(bin);
    expect(await findLanguageHost("yaml", env)).toBeUndefined();
    const folders = await installLanguages(["yaml"], ignoreProgress, env);
    expect(folders).toEqual([join(await languageHostFolder("yaml", env), "bin")]);
    expect(await findLanguageHost("yaml", env)).toBe(folders[0]);
    expect(await readdir(languagesCacheFolder(env))).toHaveLength(1);
  });

  it("are built once if two processes need them at the same time", async () => {
    const { bin, env } = await emptyMachine();
    await writeFakeGo(bin);
    await Promise.all([1, 2].map(() => installLanguages(["go"], ignoreProgress, env)));
    expect(await readFile(join(bin, "builds"), "utf8")).toBe("build\n");
  });

  it("leave no files if a build fails, and the error names the command to repeat", async () => {
    const { bin, env } = await emptyMachine();
    await writeProgram(bin, "go", 'test "$1" = version && echo go version go1.26.1 linux/amd64 || exit 1');
    await expect(installLanguages(["java"], ignoreProgress, env)).rejects.toThrow(
      /Building pulumi-language-java failed.*\n.*then run npm run engine -- languages again/,
    );
    expect(await readdir(languagesCacheFolder(env))).toEqual([]);
  });
});

describe("Python's packages", () => {
  it("need a recent Python with venv; the error names what was found and how to install it", async () => {
    const { bin, env } = await emptyMachine();
    await writeProgram(bin, "python3", "echo 3.9.2");
    await expect(installPythonPackages(ignoreProgress, { ...env, PATH: bin })).rejects.toThrow(
      /found only .*python3: 3\.9\.2\.\n.*apt-get install python3-venv/,
    );
    await writeProgram(bin, "python3", "echo 'ModuleNotFoundError: ensurepip' >&2; exit 1");
    await expect(installPythonPackages(ignoreProgress, { ...env, PATH: bin })).rejects.toThrow("ensurepip");
  });

  it("count as missing if the installation was interrupted or Python has been replaced", async () => {
    const { bin, env } = await emptyMachine();
    const body = [
      'case "$*" in',
      "-c*) echo 3.13.1 ;;",
      `"-m venv"*) mkdir -p "$3/bin"; cp ${bin}/python3 "$3/bin/python" ;;`,
      "esac",
    ];
    await writeProgram(bin, "python3", body.join("\n"));
    const venv = await installPythonPackages(ignoreProgress, env);
    expect(await findPythonPackages(env)).toBe(venv);
    await writeFile(join(venv, "marketplane-complete"), "/usr/bin/python3.9");
    expect(await findPythonPackages(env)).toBeUndefined();
  });
});
