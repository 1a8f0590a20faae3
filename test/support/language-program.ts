import { appendFile, cp, mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { stringify } from "yaml";
import { runProcess } from "../../engine/run-process.ts";
import { generateSdk } from "../../src/project/sdks/generate-sdk.ts";
import { engine } from "./engine.ts";
import { languagePath, type ProgramLanguage, pythonPackages } from "./languages.ts";
import { createPulumiProject, type PulumiProject } from "./pulumi-project.ts";

const root = join(import.meta.dirname, "../..");
/** Where a Python program finds the installed SDK, from its own folder. */
const pythonFolder = "packages";
const mainFiles = { nodejs: "index.ts", python: "__main__.py", go: "main.go" } as const;

/** A program in one of the languages that can run here. */
export type RunnableLanguage = Exclude<ProgramLanguage, "java" | "dotnet">;

/** A project whose main file can be edited. */
interface Program extends PulumiProject {
  edit(change: (source: string) => string): Promise<void>;
}

/**
 * Creates a Pulumi project with one program: its main file, or for YAML what follows the runtime in
 * Pulumi.yaml. The program has the native provider of the checkout, and the SDK of its language. Folders of
 * `path` are on PATH.
 */
export async function createProgram(
  language: RunnableLanguage,
  source: string,
  variables: Readonly<Record<string, string>> = {},
  path: readonly string[] = [],
): Promise<Program> {
  const sdk = language === "yaml" ? "" : await sdkOf(language);
  const project = `${stringify(projectOf(language))}${language === "yaml" ? source : ""}`;
  const files = language === "yaml" ? {} : { [mainFiles[language]]: source };
  const created = await createPulumiProject(
    { "Pulumi.yaml": project, ...files },
    { ...variables, ...variablesOf(language) },
    [...languagePath(language), ...path],
  );
  await linkSdk[language](created, sdk);
  const main = language === "yaml" ? "Pulumi.yaml" : mainFiles[language];
  const edit: Program["edit"] = async (change) =>
    created.write(main, change(await readFile(join(created.folder, main), "utf8")));
  return { ...created, edit };
}

/** The SDK in sdk/, which is generated first if it is missing or older than the schema. */
export function sdkOf(language: Parameters<typeof generateSdk>[0]): Promise<string> {
  return generateSdk(language, { root, bin: engine().bin, env: process.env });
}

function variablesOf(language: RunnableLanguage): Record<string, string> {
  switch (language) {
    case "python":
      return { PYTHONPATH: pythonFolder };
    case "go":
      // The same compiler options as for the language host: its build has compiled most of what a program
      // needs.
      return { GOFLAGS: "-mod=readonly -trimpath", CGO_ENABLED: "0", GOWORK: "off", GOTOOLCHAIN: "local" };
    default:
      return {};
  }
}

function projectOf(language: RunnableLanguage): object {
  const plugins = { providers: [{ name: "marketplane", path: join(root, "providers/native") }] };
  return { name: "program", runtime: { name: language, options: runtimeOptions(language) }, plugins };
}

function runtimeOptions(language: RunnableLanguage): object {
  switch (language) {
    case "nodejs":
      // Node runs the TypeScript itself.
      return { typescript: false };
    case "python":
      return { toolchain: "pip", virtualenv: pythonPackages() };
    case "go":
      // Linked once, not at each run.
      return { buildTarget: "./program" };
    case "yaml":
      return {};
  }
}

/** Builds the package and installs it, without a network: what it needs is in the virtual environment. */
async function installPythonSdk(sdk: string, target: string): Promise<void> {
  const source = `${target}-source`;
  await cp(sdk, source, { recursive: true });
  const offline = ["--no-index", "--no-deps", "--no-build-isolation"];
  const args = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    ...offline,
    "--target",
    target,
    source,
  ];
  const end = await runProcess(join(pythonPackages(), "bin/python"), args, { timeoutMs: 60_000 });
  expect(end.code, [...end.stdout, ...end.stderr].join("\n")).toBe(0);
}

const linkSdk: Readonly<Record<RunnableLanguage, (project: PulumiProject, sdk: string) => Promise<void>>> = {
  async yaml() {},

  async python({ folder }, sdk) {
    await installPythonSdk(sdk, join(folder, pythonFolder));
  },

  async nodejs({ folder, write }, sdk) {
    const manifest = { name: "program", private: true, type: "module", main: "index.ts" };
    await write("package.json", JSON.stringify(manifest));
    await mkdir(join(folder, "node_modules/@marketplane"), { recursive: true });
    await symlink(join(sdk, "bin"), join(folder, "node_modules/@marketplane/pulumi"));
    await symlink(join(root, "node_modules/@pulumi"), join(folder, "node_modules/@pulumi"));
  },

  async go({ folder, write }, sdk) {
    const manifest = await readFile(join(sdk, "go.mod"), "utf8");
    const module = /^module (.*)$/m.exec(manifest)?.[1] ?? "";
    await write("go.mod", manifest.replace(/^module .*$/m, "module program"));
    await appendFile(join(folder, "go.mod"), `\nrequire ${module} v0.0.0\n\nreplace ${module} => ${sdk}\n`);
    await write("go.sum", await readFile(join(sdk, "go.sum"), "utf8"));
  },
};
