import { join } from "node:path";
import { expect, it } from "vitest";
import { runProcess } from "../../engine/run-process.ts";
import { packageSchemaFile } from "../../src/project/schema/package-schema.ts";
import { describeWithEngine, engine } from "../support/engine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describeWithEngine("the package schema", () => {
  it("is bound by the engine without an error or a warning", async () => {
    const home = await temporaryFolder();
    const { bin } = engine();
    const env = { PATH: bin, HOME: home, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const end = await runProcess(join(bin, "pulumi"), ["schema", "check", packageSchemaFile], { cwd: home, env });
    expect({ code: end.code, lines: [...end.stdout, ...end.stderr] }).toEqual({ code: 0, lines: [] });
  }, 60_000);
});
