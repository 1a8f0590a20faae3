import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runProcess } from "../../engine/run-process.ts";
import { credentialsOf, writesAt } from "../support/adoption-project.ts";
import { createProgram, type RunnableLanguage } from "../support/language-program.ts";
import { describeWithLanguage } from "../support/languages.ts";
import { startTestSandbox } from "../support/sandbox.ts";
import { programs, sandboxSeed } from "./programs.ts";

const timeoutMs = 400_000;
const yes = ["--yes", "--skip-preview"];
const imported = ["--yes", "--skip-preview", "--protect=false"];
const mainFiles = { yaml: "Pulumi.yaml", nodejs: "index.ts", python: "__main__.py" } as const;

/** What an id must contain in addition, because no vendor returns it. */
function toImportId(type: string, id: string, endpoint: string): string {
  if (type.endsWith(":Addon")) {
    return `${id}=${endpoint}`;
  }
  return /:(Pricing|License|LicenseAssignment)$/.test(type) ? id.replace(/^\w+/, "$&=monthly_10") : id;
}

describeWithLanguage("yaml", "pulumi import of the native provider's resources", () => {
  it(
    "imports every readable resource by its id, and the generated program previews without a change in each language",
    async () => {
      await using sandbox = await startTestSandbox({ seed: sandboxSeed });
      const { credentials, provider } = sandbox.ready;
      const maker = await createProgram("yaml", programs.yaml, credentialsOf(sandbox));
      await maker.succeed("stack", "init", "test");
      await maker.succeed("config", "set", "zoneId", credentials.cloudflare.zoneId);
      await maker.succeed("config", "set", "baseUrl", String(provider));
      await maker.succeed("up", ...yes);
      const { deployment } = JSON.parse((await maker.succeed("stack", "export")).stdout);
      const resources = deployment.resources
        .filter(({ type }: { type: string }) => /^marketplane:(?!.*Manifest)/.test(type))
        .map(({ type, urn, id }: { type: string; urn: string; id: string }) => {
          return { type, name: urn.split("::").at(-1), id: toImportId(type, id, String(provider)) };
        });
      expect(resources).toHaveLength(11);
      const writes = await writesAt(sandbox);

      for (const language of ["yaml", "nodejs", "python"] satisfies RunnableLanguage[]) {
        const project = await createProgram(
          language,
          language === "yaml" ? "resources: {}\n" : "",
          credentialsOf(sandbox),
        );
        await project.succeed("stack", "init", "test");
        await project.write("import.json", JSON.stringify({ resources }));
        await project.succeed("import", "--file", "import.json", "--out", "generated", ...imported);
        const generated = await readFile(join(project.folder, "generated"), "utf8");
        const main = language === "yaml" ? await readFile(join(project.folder, "Pulumi.yaml"), "utf8") : "";
        await project.write(mainFiles[language], `${main.replace("resources: {}\n", "")}${generated}`);
        await project.succeed("preview", "--expect-no-changes");
        expect(project.shown()).not.toContain("failed to validate");
      }
      expect(await writesAt(sandbox)).toEqual(writes);
    },
    timeoutMs,
  );
});

describeWithLanguage("yaml", "a zone of 200 hostnames", () => {
  it(
    "imports the file of marketplane adopt, and the generated program previews without a change or a write",
    async () => {
      const customHostnames = Array.from({ length: 200 }, (_, index) => ({
        hostname: `shop${index}.customer${index}.com`,
        ssl: { method: "http", type: "dv" },
        ...{ status: "active", ssl_status: "active" },
      }));
      const zones = [{ name: "saasprovider.com", customHostnames }];
      await using sandbox = await startTestSandbox({ seed: { cloudflare: { zones } } });
      const { zoneId } = sandbox.ready.credentials.cloudflare;
      const project = await createProgram("yaml", "resources: {}\n", credentialsOf(sandbox));
      const path = join(project.folder, "import.json");
      const args = ["adopt", "--vendor", "cloudflare", "--zone", zoneId, "--provider", "native", "--import-file", path];
      const cli = join(import.meta.dirname, "../../src/cli/main.ts");
      const env = { PATH: process.env.PATH, ...credentialsOf(sandbox) };
      const adopted = await runProcess(process.execPath, [cli, ...args], { env });
      expect(adopted.code, adopted.stderr.join("\n")).toBe(0);

      await project.succeed("stack", "init", "test");
      await project.succeed("import", "--file", path, "--out", "generated", ...imported);
      const main = (await readFile(join(project.folder, "Pulumi.yaml"), "utf8")).replace("resources: {}\n", "");
      await project.write("Pulumi.yaml", `${main}${await readFile(join(project.folder, "generated"), "utf8")}`);
      await project.succeed("refresh", ...yes);
      await project.succeed("preview", "--expect-no-changes");
      expect(await writesAt(sandbox)).toEqual([]);
      expect((await project.succeed("stack", "export")).stdout).toContain("shop199.customer199.com");
    },
    timeoutMs,
  );
});
