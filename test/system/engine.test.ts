import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { vendorVariablePrefixes } from "@marketplane/providers/vendor-accounts.ts";
import { expect, it } from "vitest";
import { engineEnvironment } from "../../engine/environment.ts";
import { type ProcessEnd, runProcess } from "../../engine/run-process.ts";
import { describeWithEngine, engine } from "../support/engine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const project = ["name: smoke", "runtime:", "  name: nodejs", "  options:", "    typescript: false", "main: index.ts"];
const program = "const node: string = process.version;\nexport const answer = 42;\nexport { node };\n";

describeWithEngine("the engine", () => {
  it("runs a TypeScript program's up and destroy on the project's Node, without a Pulumi account", async () => {
    const folder = await temporaryFolder();
    // The language host looks for the SDK from the program's folder upwards.
    await symlink(join(import.meta.dirname, "..", "..", "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "Pulumi.yaml"), `${project.join("\n")}\n`);
    await writeFile(join(folder, "package.json"), '{"name":"smoke","private":true,"type":"module"}\n');
    await writeFile(join(folder, "index.ts"), program);
    const env = engineEnvironment({ engine: engine(), withheld: vendorVariablePrefixes, home: join(folder, "home") });
    async function pulumi(...args: string[]): Promise<ProcessEnd> {
      const end = await runProcess("pulumi", [...args, "--non-interactive"], { cwd: folder, env });
      expect(end.code, [...end.stdout, ...end.stderr].join("\n")).toBe(0);
      return end;
    }

    await pulumi("stack", "init", "test");
    await pulumi("up", "--yes", "--skip-preview");
    const outputs = await pulumi("stack", "output", "--json");
    expect(JSON.parse(outputs.stdout.join("\n"))).toEqual({ answer: 42, node: process.version });
    await pulumi("destroy", "--yes", "--skip-preview");
    await pulumi("stack", "rm", "--yes");
  }, 120_000);
});
