import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");

function said(...args: string[]): string {
  const { stderr, status } = spawnSync(process.execPath, [join(root, "src/cli/main.ts"), ...args], {
    encoding: "utf8",
  });
  expect(status).toBe(1);
  return stderr.trim();
}

describe("a wrong command line", () => {
  it("is answered with the rule, the value and no flag that does not exist", () => {
    expect(said("reconcile")).toBe("error: choose --watch or --once");
    expect(said("token", "create", "jane", "--scope", "admin")).toBe(
      'error: --scope: must be read or write (it is "admin")',
    );
    expect(said("token", "create", "jane")).toBe("error: --scope: is required: read or write");
  });
});
