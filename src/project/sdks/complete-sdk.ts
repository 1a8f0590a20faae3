import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProcess } from "../../../engine/run-process.ts";
import { correctNodeImports, correctPythonImports } from "./correct-imports.ts";
import { toMavenProject } from "./maven-project.ts";
import type { PackageSchema } from "./package-schema.ts";
import type { SdkLanguage } from "./sdk-language.ts";
import { sdkReadme } from "./sdk-readme.ts";

const compileTimeoutMs = 180_000;

/**
 * Turns the generator's output in `folder` into a package: imports that resolve, readme, licence, and build
 * files.
 */
export async function completeSdk(
  root: string,
  folder: string,
  language: SdkLanguage,
  schema: PackageSchema,
): Promise<void> {
  await writeFile(join(folder, "README.md"), sdkReadme(language, schema));
  await cp(join(root, "LICENSE"), join(folder, "LICENSE"));
  await completions[language](root, folder, schema);
}

type Complete = (root: string, folder: string, schema: PackageSchema) => Promise<void>;

const completions: Readonly<Record<SdkLanguage, Complete>> = {
  async nodejs(root, folder) {
    await correctNodeImports(folder);
    await compile(root, folder);
    // As with Pulumi's own SDKs the package is bin/: the compiled code reads its version from ./package.json.
    for (const file of ["package.json", "README.md", "LICENSE"]) {
      await cp(join(folder, file), join(folder, "bin", file));
    }
  },

  async python(_root, folder, { language }) {
    await correctPythonImports(join(folder, language.python.packageName));
  },

  async go(root, folder, { language }) {
    const module = language.go.importBasePath.replace(/\/[^/]+$/, "");
    const template = join(root, "src/project/sdks/go");
    const file = await readFile(join(template, "go.mod"), "utf8");
    await writeFile(join(folder, "go.mod"), file.replace(/^module .*$/m, `module ${module}`));
    await cp(join(template, "go.sum"), join(folder, "go.sum"));
  },

  async dotnet(_root, folder) {
    const project = (await readdir(folder)).find((name) => name.endsWith(".csproj"));
    if (project === undefined) {
      throw new Error("the generator wrote no .csproj");
    }
    const path = join(folder, project);
    const source = await readFile(path, "utf8");
    const withReadme = source
      .replace("<PackageIcon>", "<PackageReadmeFile>README.md</PackageReadmeFile>\n    <PackageIcon>")
      .replace(
        "</Project>",
        '  <ItemGroup>\n    <None Include="README.md" Pack="True" PackagePath="" />\n  </ItemGroup>\n\n</Project>',
      );
    await writeFile(path, withReadme);
  },

  async java(_root, folder, schema) {
    // The generator knows Gradle only. A Maven project needs no tool that the JDK's users lack.
    for (const file of ["build.gradle", "settings.gradle"]) {
      await rm(join(folder, file), { force: true });
    }
    await writeFile(join(folder, "pom.xml"), toMavenProject(schema));
    const { name, version } = schema;
    const resources = join(folder, "src/main/resources", ...schema.language.java.basePackage.split("."), name);
    await mkdir(resources, { recursive: true });
    await writeFile(join(resources, "version.txt"), version);
    await writeFile(join(resources, "plugin.json"), JSON.stringify({ resource: true, name, version }, undefined, 2));
  },
};

async function compile(root: string, folder: string): Promise<void> {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  // The generated settings are those of an older compiler.
  const args = [compiler, "-p", folder, "--ignoreDeprecations", "6.0", "--types", "node"];
  const end = await runProcess(process.execPath, args, { cwd: folder, timeoutMs: compileTimeoutMs });
  if (end.code !== 0) {
    throw new Error(`the SDK of Node does not compile:\n${[...end.stdout, ...end.stderr].join("\n")}`);
  }
}
