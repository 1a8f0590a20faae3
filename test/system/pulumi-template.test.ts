import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, test } from "vitest";
import { parse } from "yaml";
import { runPulumi } from "../../engine/run-pulumi.ts";
import { templateFiles } from "../../src/project/docs/pulumi-template.ts";
import { validateProject } from "../../src/tools/validate/validate-project.ts";
import { describeWithEngine, engine } from "../support/engine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const template = join(import.meta.dirname, "../../templates/typescript");

test.each(Object.entries(templateFiles()))("templates/typescript/%s is as `npm run docs` writes it", (file, text) => {
  expect(readFileSync(join(template, file), "utf8"), "stale: run `npm run docs`").toBe(text);
});

describeWithEngine("pulumi new from the template's folder", () => {
  it("writes a project that is valid once its stack has a zone", async () => {
    const [folder, home] = [join(await temporaryFolder(), "fleet"), await temporaryFolder()];
    const args = [
      "new",
      template,
      "--generate-only",
      "--yes",
      "--dir",
      folder,
      "--name",
      "fleet",
      "--description",
      "Ours",
    ];
    const env = { ...process.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const call = { pulumi: join(engine().bin, "pulumi"), cwd: home, env, signal: new AbortController().signal };
    const end = await runPulumi(args, call);
    expect(end.exitCode, end.stderr).toBe(0);

    const project = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8"));
    expect(project).toMatchObject({ name: "fleet", description: "Ours" });
    expect(project.template).toBeUndefined();
    expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).name).toBe("fleet");
    expect(existsSync(join(folder, "tenants/acme.yaml"))).toBe(true);
    const stack = "config:\n  marketplane:zoneId: 5a4db0c0ffee00000000000000000001\n";
    writeFileSync(join(folder, "Pulumi.dev.yaml"), stack);
    expect(await validateProject({ folder, stacks: [] })).toMatchObject({ result: "valid", tenants: 1 });
  });
});
