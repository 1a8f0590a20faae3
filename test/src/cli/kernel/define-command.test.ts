import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineCommand, defineOption } from "../../../../src/cli/kernel/define-command.ts";
import { Interval, PositiveNumber } from "../../../../src/cli/kernel/option-types.ts";

const root = join(import.meta.dirname, "../../../..");

function said(...args: string[]): string {
  const { stderr, status } = spawnSync(process.execPath, [join(root, "src/cli/main.ts"), ...args], {
    encoding: "utf8",
  });
  expect(status).toBe(1);
  return stderr.trim();
}

describe("a wrong command line", () => {
  it("gets the rule and the value, and names only existing flags", () => {
    expect(said("reconcile")).toBe("error: choose --watch or --once");
    expect(said("token", "create", "jane", "--scope", "admin")).toBe(
      'error: --scope: must be read or write (it is "admin")',
    );
    expect(said("token", "create", "jane")).toBe("error: --scope: is required: read or write");
  });

  it("names the options that require each other", () => {
    expect(said("drift", "--yes")).toBe("error: --yes, --max-changes and --max-deletions require --remediate");
  });
});

describe("an option", () => {
  const command = defineCommand({
    name: "example",
    description: "An example",
    example: "marketplane example",
    options: {
      maxItems: defineOption({ value: "<number>", description: "maximum", schema: PositiveNumber.default(20) }),
      cache: defineOption({ negation: "do not cache", schema: z.boolean().default(true) }),
      interval: defineOption({ value: "<time>", description: "how often", schema: Interval.prefault("60s") }),
    },
    handler: (options) => void results.push(options),
  });
  const results: unknown[] = [];

  it("gets its flag, its help text and its default from one declaration", () => {
    const help = command.helpInformation().replaceAll(/ +/g, " ");
    expect(help).toContain("--max-items <number> maximum (default: 20)");
    expect(help).toContain("--no-cache do not cache");
    expect(help).toContain("--interval <time> how often (default: 60s)");
  });

  it("reaches the handler as its schema converts it", async () => {
    await command.parseAsync(["--no-cache", "--interval", "5m"], { from: "user" });
    expect(results).toEqual([{ maxItems: 20, cache: false, interval: 300_000 }]);
  });
});
