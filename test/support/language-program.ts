import { mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { languagePath, type ProgramLanguage, pythonPackages } from "./languages.ts";
import { createPulumiProject, type PulumiProject } from "./pulumi-project.ts";

const root = join(import.meta.dirname, "../..");
const mainFiles = { nodejs: "index.ts", python: "__main__.py", go: "main.go" } as const;

/** A program in one of the languages that can run here. */
export type RunnableLanguage = Exclude<ProgramLanguage, "java" | "dotnet">;

/** Creates a Pulumi project with one program: its main file, or for YAML what follows the runtime in Pulumi.yaml. */
export async function createProgram(
  language: RunnableLanguage,
  source: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<PulumiProject> {
  const project = `${stringify(projectOf(language))}${language === "yaml" ? source : ""}`;
  const files = language === "yaml" ? {} : { [mainFiles[language]]: source, ...(await packageFiles(language)) };
  const created = await createPulumiProject(
    { "Pulumi.yaml": project, ...files },
    { ...variables, ...(language === "go" ? goVariables : {}) },
    languagePath(language),
  );
  if (language === "nodejs") {
    await linkPackages(join(created.folder, "node_modules"));
  }
  return created;
}

// The same compiler options as for the language host: its build has compiled most of what a program needs.
const goVariables = { GOFLAGS: "-mod=readonly -trimpath", CGO_ENABLED: "0", GOWORK: "off", GOTOOLCHAIN: "local" };

function projectOf(language: RunnableLanguage): object {
  return { name: "program", runtime: { name: language, options: runtimeOptions(language) } };
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

async function packageFiles(language: Exclude<RunnableLanguage, "yaml">): Promise<Record<string, string>> {
  switch (language) {
    case "nodejs":
      return { "package.json": JSON.stringify({ name: "program", private: true, type: "module", main: "index.ts" }) };
    case "python":
      return {};
    case "go": {
      const template = join(root, "src/project/sdks/go");
      return {
        "go.mod": (await readFile(join(template, "go.mod"), "utf8")).replace(/^module .*$/m, "module program"),
        "go.sum": await readFile(join(template, "go.sum"), "utf8"),
      };
    }
  }
}

async function linkPackages(packages: string): Promise<void> {
  await mkdir(packages);
  await symlink(join(root, "node_modules/@pulumi"), join(packages, "@pulumi"));
}
