import { expect, it } from "vitest";
import { reconcileCommand } from "../../../../src/cli/commands/reconcile.ts";
import { commandEnvironment } from "../../../../src/cli/kernel/command-environment.ts";

/** The error that the command prints. */
async function complaintOf(...args: string[]): Promise<string> {
  const said: string[] = [];
  const command = reconcileCommand(commandEnvironment({ PATH: "" }))
    .exitOverride()
    .configureOutput({ writeErr: (text) => void said.push(text) });
  await command.parseAsync(args, { from: "user" }).catch(() => undefined);
  return said.join("");
}

const watch = ["--watch", "--repo", "."];

it.each([
  ["no mode", [], /error: choose --watch or --once/],
  ["no repository", ["--watch"], /--repo/],
  ["a repository that does not exist", ["--watch", "--repo", "./gone"], /--repo: .*\.\/gone does not exist/],
  ["a branch that git would misinterpret", [...watch, "--branch", "--upload-pack=x"], /--branch: must be the name/],
  ["a branch with dots", [...watch, "--branch", "a..b"], /--branch: must be the name of a branch/],
  [
    "a project outside of the repository",
    [...watch, "--project", "../x"],
    /--project: must be a folder in the repository/,
  ],
  ["a share without a percent sign", [...watch, "--max-deletions", "0.2"], /--max-deletions: must be a percentage/],
  ["an interval without a unit", [...watch, "--interval", "60"], /--interval: must be a number of seconds/],
  [
    "two sources of packages",
    [...watch, "--install", "--packages", "."],
    /error: --packages cannot be combined with --install/,
  ],
  ["packages that do not exist", [...watch, "--packages", "gone"], /--packages: must be an existing folder/],
  ["a port out of range", [...watch, "--listen", "localhost:70000"], /--listen: must have a port/],
  ["an option of the other mode", [...watch, "--tenant", "x"], /error: --tenant: cannot be used here/],
  ["an unknown host", [...watch, "--report", "bitbucket"], /--report: must be github, gitlab or none/],
])("refuses %s and names the rule", async (_what, args, complaint) => {
  expect(await complaintOf(...args)).toMatch(complaint);
});
