import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { commands, loadCommands } from "../../../src/cli/commands.ts";
import { commandEnvironment } from "../../../src/cli/kernel/command-environment.ts";
import { completionScript, shells } from "../../../src/cli/kernel/completion-scripts.ts";
import { describeWithProgram } from "../../support/describe-with-program.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const main = join(import.meta.dirname, "../../../src/cli/main.ts");

function marketplane(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

describe("the command line", () => {
  it.each([
    [["drfit"], "unknown command 'drfit'", "(Did you mean drift?)"],
    [["tenants", "lst"], "unknown command 'lst'", "(Did you mean list?)"],
    [["tenants", "list", "--plam", "pro"], "unknown option '--plam'", "(Did you mean --plan?)"],
    [["validate", "--formt", "json"], "unknown option '--formt'", "(Did you mean --format?)"],
    [["validate", "here"], "too many arguments", ""],
  ])("answers %j with the nearest name and exit code 2", (args, problem, nearest) => {
    const { status, stdout, stderr } = marketplane(...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(nearest);
  });

  it("keeps exit code 1 for a value that is not allowed, and 0 for help", () => {
    expect(marketplane("validate", "--format", "xml").status).toBe(1);
    expect(marketplane("tenants", "list", "--help").status).toBe(0);
  });

  it("lists every command below its group, and the help topics", () => {
    const { status, stdout } = marketplane("--help");
    expect(status).toBe(0);
    for (const [name, { group }] of Object.entries(commands)) {
      expect(stdout.slice(stdout.indexOf(group))).toMatch(new RegExp(`^ {2}${name} `, "m"));
    }
    expect(stdout).toContain("Topics: marketplane help exit-codes | environment | output");
    expect(marketplane("help", "exit-codes").stdout).toContain("2    a command or an option that does not exist");
    expect(marketplane("help", "drift").stdout).toContain("--all-stacks");
  });
});

describe("completion", () => {
  const scripts: Record<string, string> = {};
  beforeAll(async () => {
    const loaded = await loadCommands(commandEnvironment({}));
    for (const shell of shells) {
      scripts[shell] = completionScript(shell, "marketplane", loaded);
    }
  });

  it.each(shells)("for %s knows every command", (shell) => {
    for (const name of Object.keys(commands)) {
      expect(scripts[shell]).toContain(name);
    }
  });

  async function fileOf(shell: string): Promise<string> {
    const file = join(await temporaryFolder(), `marketplane.${shell}`);
    writeFileSync(file, scripts[shell] ?? "");
    return file;
  }

  it.each([
    [["dr"], "drift"],
    [["tenants", ""], "change create get list remove resume suspend --help"],
    [["tenants", "list", "--so"], "--sort --source"],
    [["tenants", "list", "--sort", "plan", "--o"], "--output"],
    [["help"], "help"],
  ])("in bash completes %j", async (words, expected) => {
    const line = ["marketplane", ...words];
    const program = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _marketplane; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const end = spawnSync("bash", ["-c", program, "bash", await fileOf("bash"), ...line], { encoding: "utf8" });
    expect(end.stderr).toBe("");
    expect(end.stdout.trim().split("\n").toSorted()).toEqual(expected.split(" ").toSorted());
  });

  describeWithProgram("zsh", "in zsh", (zsh) => {
    it("is a valid script", async () => {
      expect(spawnSync(zsh, ["-n", await fileOf("zsh")], { encoding: "utf8" })).toMatchObject({
        status: 0,
        stderr: "",
      });
    });
  });

  describeWithProgram("fish", "in fish", (fish) => {
    it("completes a command", async () => {
      const program = `source ${await fileOf("fish")}; complete -C 'marketplane tenants l'`;
      expect(spawnSync(fish, ["-c", program], { encoding: "utf8" }).stdout).toMatch(/^list\t/);
    });
  });
});
