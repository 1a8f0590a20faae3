import { spawn, spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { runProcess } from "../../engine/run-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const module = pathToFileURL(join(import.meta.dirname, "..", "..", "engine", "run-process.ts")).href;

// A killed process stays a zombie until its parent reads its exit status.
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
}

describe("runProcess", () => {
  it("collects lines as they arrive", async () => {
    const lines: string[] = [];
    const end = await runProcess("sh", ["-c", "echo one; echo two >&2; exit 3"], {
      onLine: (line) => lines.push(line),
    });
    expect(end).toEqual({ code: 3, stdout: ["one"], stderr: ["two"], timedOut: false });
    expect(lines.sort()).toEqual(["one", "two"]);
  });

  it("rejects if the program does not exist", async () => {
    await expect(runProcess("no-such-program", [])).rejects.toThrow("ENOENT");
  });

  it("ends a program and its children at the timeout", async () => {
    const path = join(await temporaryFolder(), "pid");
    const script = `sleep 60 & echo $! > '${path}'; wait`;
    expect(await runProcess("sh", ["-c", script], { timeoutMs: 300 })).toMatchObject({ code: null, timedOut: true });
    const pid = Number(await readFile(path, "utf8"));
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 15_000);
  });

  it("ends its program when its own process receives a stop signal", async () => {
    const folder = await temporaryFolder();
    const pidFile = join(folder, "pid");
    const script = `import { runProcess } from "${module}"; await runProcess("sh", ["-c", "sleep 60 & echo $! > '${pidFile}'; wait"]);`;
    await writeFile(join(folder, "script.mjs"), script);
    const child = spawn(process.execPath, [join(folder, "script.mjs")]);
    const end = new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
    const pid = await vi.waitFor(async () => {
      const found = Number(await readFile(pidFile, "utf8"));
      expect(found).toBeGreaterThan(0);
      return found;
    }, 15_000);
    child.kill("SIGINT");
    expect(await end).toEqual({ code: null, signal: "SIGINT" });
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 15_000);
  });
});
