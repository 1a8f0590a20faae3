import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runProcess } from "../../../../engine/run-process.ts";
import { credentialsOf } from "../../../support/adoption-project.ts";
import { startTestSandbox } from "../../../support/sandbox.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const main = join(import.meta.dirname, "../../../../src/cli/main.ts");
const zoneId = "5a4db0c0ffee00000000000000000001";

/** Runs the command with these vendor variables and no others. */
async function adopt(variables: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const env = { PATH: process.env.PATH, ...variables };
  const { code, stdout, stderr } = await runProcess(process.execPath, [main, "adopt", ...args], { env });
  return { code, stdout: stdout.join("\n"), stderr: stderr.join("\n") };
}

describe("marketplane adopt", () => {
  test.each([
    ["no vendor", [], "--vendor: is required: one or more of cloudflare, apifew, clevercloud"],
    ["an unknown vendor", ["--vendor", "akamai"], "must be one of cloudflare, apifew, clevercloud"],
    ["Cloudflare without a zone", ["--vendor", "cloudflare"], "--zone and --vendor cloudflare require each other"],
    ["an invalid zone", ["--vendor", "cloudflare", "--zone", "example.com"], "must be a Cloudflare zone id"],
    ["a pricing without a name", ["--vendor", "apifew", "--pricing", "ABC"], "must be UID=NAME"],
    ["an invalid base URL", ["--vendor", "clevercloud", "--base-url", "x"], "--base-url: must be an http(s) URL"],
    ["missing credentials", ["--vendor", "cloudflare", "--zone", zoneId], "in the environment as CLOUDFLARE_API_TOKEN"],
  ])("refuses %s with exit code 1 and the reason", async (_what, args, message) => {
    const { code, stdout, stderr } = await adopt({}, ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("refuses a file that is not an exported state, before it calls a vendor", async () => {
    const folder = await temporaryFolder();
    const state = join(folder, "state.json");
    const args = ["--vendor", "apifew", "--state", state];
    const credentials = { APIFEW_KEY: "k", APIFEW_BASE_URL: "http://127.0.0.1:9" };
    expect((await adopt(credentials, ...args)).stderr).toMatch(/state file .*state\.json cannot be read/);
    await writeFile(state, "{}");
    const { code, stderr } = await adopt(credentials, ...args);
    expect(code).toBe(1);
    expect(stderr).toContain(`create it with \`pulumi stack export --file ${state}\``);
  });

  test("ends with exit code 1 if a vendor fails, and writes nothing", async () => {
    await using sandbox = await startTestSandbox();
    await sandbox.fault({ vendor: "cloudflare", status: 403, times: 99 });
    const file = join(await temporaryFolder(), "import.json");
    const args = ["--vendor", "cloudflare", "--zone", zoneId, "--import-file", file];
    const { code, stderr } = await adopt(credentialsOf(sandbox), ...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: /);
    await expect(readFile(file)).rejects.toThrow("ENOENT");
  });

  test("refuses an unknown pricing's name, because its licenses would be missing", async () => {
    await using sandbox = await startTestSandbox();
    const { code, stderr } = await adopt(credentialsOf(sandbox), "--vendor", "apifew", "--pricing", "ABC=monthly");
    expect(code).toBe(1);
    expect(stderr).toContain('apifew has no pricing named "monthly" (--pricing); its pricings are "Monthly pricing"');
  });

  test("prints what it found, what it cannot find and what to do next", async () => {
    const customHostnames = ["b.customer.com", "a.customer.com"].map((hostname) => ({ hostname }));
    const zones = [{ name: "saasprovider.com", customHostnames }];
    await using sandbox = await startTestSandbox({
      seed: { cloudflare: { zones }, clevercloud: { addons: [{ addonId: "addon_1" }] } },
    });
    const file = join(await temporaryFolder(), "import.json");
    const vendors = ["--vendor", "cloudflare", "--vendor", "clevercloud", "--vendor", "apifew", "--zone", zoneId];
    const { code, stdout } = await adopt(credentialsOf(sandbox), ...vendors, "--import-file", file);
    expect(code).toBe(0);
    expect(stdout).toContain("  2 cloudflare:CustomHostname\n");
    expect(stdout).toContain("  1 clevercloud:AddonConfig\n");
    expect(stdout).toMatch(/note: omitted with their licenses, .*: "Monthly pricing", "monthly_10", "yearly_100"/);
    expect(stdout).toContain("note: Clever Cloud returns no provider's endpoint");
    expect(stdout).toContain(`pulumi import --file ${file} --generate-code=false --protect=false`);
  });
});
