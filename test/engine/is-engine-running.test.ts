import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import { isEngineRunning } from "../../engine/is-engine-running.ts";
import { writeProgram } from "../support/fake-engine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Process id of a `pulumi` whose parent never reads its exit status, like process 1 of many containers. */
async function startUnwatched(shell: string): Promise<number> {
  const folder = await temporaryFolder();
  await writeProgram(folder, "pulumi", shell);
  const parent = spawn("sh", ["-c", `'${join(folder, "pulumi")}' > /dev/null & echo $!; exec sleep 600`], {
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  onTestFinished(() => void process.kill(-(parent.pid ?? 0), "SIGKILL"));
  const [line] = await once(createInterface(parent.stdout), "line");
  return Number(line);
}

it("only the process id of a running engine counts, not that of another program or of no process", async () => {
  const pid = await startUnwatched("sleep 600");
  await expect.poll(() => isEngineRunning(pid)).toBe(true);
  expect(isEngineRunning(process.pid)).toBe(false);
  expect(isEngineRunning(2 ** 22 - 1)).toBe(false);
});

it.runIf(process.platform === "linux")(
  "an engine that exited does not count, even if its exit status was not read",
  async () => {
    // It exits only once its parent has become a `sleep`, which never reads exit statuses. The shell before
    // it would.
    const pid = await startUnwatched('until [ "$(cat /proc/$PPID/comm)" = sleep ]; do sleep 0.02; done');
    await expect.poll(() => readFileSync(`/proc/${pid}/stat`, "utf8")).toContain(") Z ");
    expect(isEngineRunning(pid)).toBe(false);
  },
);
