import { readFileSync } from "node:fs";
import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { runProcess } from "../../../../engine/run-process.ts";
import { sdkOf } from "../../../support/language-program.ts";
import { describeWithLanguage } from "../../../support/languages.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const timeoutMs = 240_000;
const root = join(import.meta.dirname, "../../../..");
/** The release: every package has the version of the provider. */
const version = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(root, "providers/package.json"), "utf8"))).version;
const plugin = { resource: true, name: "marketplane", version };

async function readSdk(folder: string, file: string): Promise<string> {
  return readFile(join(folder, file), "utf8");
}

async function expectDocuments(folder: string): Promise<void> {
  expect(await readSdk(folder, "LICENSE")).toBe(await readFile(join(root, "LICENSE"), "utf8"));
  expect(await readSdk(folder, "README.md")).toMatch(/^# marketplane for .*## Install.*## Example/s);
}

describeWithLanguage("nodejs", "the SDK of TypeScript", () => {
  it("is a compiled package with its name, version, plugin, licence and readme", async () => {
    const folder = join(await sdkOf("nodejs"), "bin");
    await expectDocuments(folder);
    expect(JSON.parse(await readSdk(folder, "package.json"))).toMatchObject({
      ...{ name: "@marketplane/pulumi", version, license: "Apache-2.0", pulumi: plugin },
      dependencies: { "@pulumi/pulumi": expect.any(String) },
    });
    expect(await readdir(folder)).toEqual(expect.arrayContaining(["index.js", "index.d.ts", "cloudflare", "apifew"]));
  });
});

describeWithLanguage("python", "the SDK of Python", () => {
  it("is a package with its name, version, plugin, licence and readme", async () => {
    const folder = await sdkOf("python");
    await expectDocuments(folder);
    const project = await readSdk(folder, "pyproject.toml");
    for (const line of ['name = "pulumi_marketplane"', `version = "${version}"`, 'text = "Apache-2.0"', "README.md"]) {
      expect(project).toContain(line);
    }
    expect(JSON.parse(await readSdk(folder, "pulumi_marketplane/pulumi-plugin.json"))).toEqual(plugin);
  });
});

describeWithLanguage("go", "the SDK of Go", () => {
  it("is a module with its path, plugin, licence and readme", async () => {
    const folder = await sdkOf("go");
    await expectDocuments(folder);
    expect(await readSdk(folder, "go.mod")).toMatch(/^module github\.com\/marketplane\/pulumi-marketplane\/sdk\/go$/m);
    expect(JSON.parse(await readSdk(folder, "marketplane/pulumi-plugin.json"))).toEqual(plugin);
  });
});

describeWithLanguage("dotnet", "the SDK of .NET", () => {
  it("is a package with its name, version, plugin, licence, icon and readme", async () => {
    const folder = await sdkOf("dotnet");
    await expectDocuments(folder);
    const project = await readSdk(folder, "Pulumi.Marketplane.csproj");
    expect(project).toContain(`<Version>${version}</Version>`);
    expect(project).toContain("<PackageLicenseExpression>Apache-2.0</PackageLicenseExpression>");
    expect(project).toContain("<PackageReadmeFile>README.md</PackageReadmeFile>");
    expect(JSON.parse(await readSdk(folder, "pulumi-plugin.json"))).toEqual(plugin);
    expect((await readFile(join(folder, "logo.png"))).subarray(1, 4).toString()).toBe("PNG");
  });
});

describeWithLanguage("java", "the SDK of Java", () => {
  it("is a Maven project with its name, version, plugin, licence and readme", async () => {
    const folder = await sdkOf("java");
    await expectDocuments(folder);
    const project = await readSdk(folder, "pom.xml");
    const coordinates = /<groupId>(.*)<\/groupId>\s*<artifactId>(.*)<\/artifactId>\s*<version>(.*)<\/version>/.exec(
      project,
    );
    expect(coordinates?.slice(1)).toEqual(["com.marketplane", "marketplane", version]);
    expect(project).toContain("<name>Apache-2.0</name>");
    const resources = "src/main/resources/com/marketplane/marketplane";
    expect(JSON.parse(await readSdk(folder, `${resources}/plugin.json`))).toEqual(plugin);
    expect(await readSdk(folder, `${resources}/version.txt`)).toBe(version);
  });

  it(
    "compiles, where a JDK and Maven are installed",
    async (context) => {
      const maven = await runProcess("mvn", ["--version"], { timeoutMs: 30_000 }).catch(() => undefined);
      const compiler = await runProcess("javac", ["--version"], { timeoutMs: 30_000 }).catch(() => undefined);
      if (maven?.code !== 0 || compiler?.code !== 0) {
        return context.skip("there is no mvn or no javac on PATH");
      }
      const folder = await temporaryFolder();
      await cp(await sdkOf("java"), folder, { recursive: true });
      const end = await runProcess("mvn", ["-q", "-B", "compile"], { cwd: folder });
      expect([...end.stdout, ...end.stderr].join("\n")).not.toContain("ERROR");
      expect(end.code).toBe(0);
      expect(await readdir(join(folder, "target/classes/com/marketplane/marketplane"))).toContain("Provider.class");
    },
    timeoutMs,
  );
});
