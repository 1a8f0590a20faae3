import { expect, it } from "vitest";
import { type PulumiCli, runPulumi } from "../../engine/run-pulumi.ts";
import { writeProgram } from "../support/fake-engine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A `pulumi` that runs this shell script. */
async function pulumiRunning(body: string): Promise<PulumiCli> {
  const folder = await temporaryFolder();
  await writeProgram(folder, "pulumi", body);
  return { pulumi: `${folder}/pulumi`, cwd: folder, env: process.env };
}

async function failToRead(): Promise<void> {
  throw new Error("not JSON");
}

it("passes input to the engine, and accepts an engine that does not read it", async () => {
  const input = "hunter2".repeat(100_000);

  expect(await runPulumi(["config", "set"], await pulumiRunning("wc -c"), { input })).toMatchObject({
    exitCode: 0,
    stdout: `${input.length}`,
  });
  expect((await runPulumi(["version"], await pulumiRunning("exit 3"), { input })).exitCode).toBe(3);
});

it("passes output on as it arrives", async () => {
  let text = "";
  const cli = await pulumiRunning("echo '{'; echo '}'; echo warning >&2");

  const end = await runPulumi(["stack", "export"], cli, {
    readOutput: async (pieces) => {
      for await (const piece of pieces) {
        text += piece;
      }
    },
  });

  expect(text).toBe("{\n}\n");
  expect(end).toEqual({ exitCode: 0, stdout: "", stderr: "warning" });
});

it("fails if its output cannot be read, unless the engine itself failed", async () => {
  const works = await pulumiRunning("echo '{'");
  const fails = await pulumiRunning("echo '{'; echo 'error: no stack' >&2; exit 6");

  await expect(runPulumi(["stack", "export"], works, { readOutput: failToRead })).rejects.toThrow("not JSON");
  expect(await runPulumi(["stack", "export"], fails, { readOutput: failToRead })).toMatchObject({
    exitCode: 6,
    stderr: "error: no stack",
  });
});
