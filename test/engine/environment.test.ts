import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { vendorVariablePrefixes } from "@marketplane/providers/vendor-accounts.ts";
import { describe, expect, it } from "vitest";
import { engineEnvironment } from "../../engine/environment.ts";
import { exportPath } from "../../engine/shell-path.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const engine = { bin: "/engine/bin", version: "3.259.0", source: "cache" } as const;

describe("engineEnvironment", () => {
  it("keeps all of the engine's files inside the given folder", async () => {
    const home = join(await temporaryFolder(), "home");
    const env = engineEnvironment({
      engine,
      withheld: vendorVariablePrefixes,
      home,
      inherited: { PATH: "/usr/bin", LANG: "C" },
    });
    expect(env).toMatchObject({
      LANG: "C",
      PATH: `${dirname(process.execPath)}:/engine/bin:/usr/bin`,
      PULUMI_BACKEND_URL: `file://${home}/state`,
      PULUMI_HOME: `${home}/pulumi`,
      NODE_COMPILE_CACHE: `${home}/node`,
      PULUMI_SKIP_UPDATE_CHECK: "1",
    });
  });

  it("passes on no Pulumi settings, vendor credentials or Node options", async () => {
    const inherited = {
      PULUMI_ACCESS_TOKEN: "canary",
      PULUMI_CONFIG_PASSPHRASE: "canary",
      CLOUDFLARE_API_TOKEN: "canary",
      APIFEW_KEY: "canary",
      CLEVERCLOUD_PROVIDER_PASSWORD: "canary",
      NODE_OPTIONS: "--import=canary",
    };
    const env = engineEnvironment({
      engine,
      withheld: vendorVariablePrefixes,
      home: await temporaryFolder(),
      inherited,
    });
    expect(Object.values(env).filter((value) => value.includes("canary"))).toEqual([]);
  });

  it("passes on variables that are given explicitly", async () => {
    const variables = { CLOUDFLARE_API_TOKEN: "given", PULUMI_PARALLEL: "4" };
    const inherited = { CLOUDFLARE_API_TOKEN: "inherited" };
    expect(
      engineEnvironment({
        engine,
        withheld: vendorVariablePrefixes,
        home: await temporaryFolder(),
        variables,
        inherited,
      }),
    ).toMatchObject(variables);
  });

  it("creates one random passphrase per folder, readable only by its owner, and keeps it out of the environment", async () => {
    const home = await temporaryFolder();
    const env = engineEnvironment({ engine, withheld: vendorVariablePrefixes, home });
    const path = join(home, "passphrase");
    expect(env.PULUMI_CONFIG_PASSPHRASE_FILE).toBe(path);
    const passphrase = await readFile(path, "utf8");
    expect(passphrase).toMatch(/^[\w-]{40,}$/);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    engineEnvironment({ engine, withheld: vendorVariablePrefixes, home });
    expect(await readFile(path, "utf8")).toBe(passphrase);
    expect(Object.values(env)).not.toContain(passphrase);
    engineEnvironment({ engine, withheld: vendorVariablePrefixes, home: join(home, "other") });
    expect(await readFile(join(home, "other", "passphrase"), "utf8")).not.toBe(passphrase);
  });
});

describe("exportPath", () => {
  it("extends the calling shell's PATH, and quotes the folder for the shell", () => {
    expect(exportPath({ ...engine, bin: "/it's/bin" }, ["/tools"])).toBe(
      `export PATH='${dirname(process.execPath)}:/it'\\''s/bin:/tools':"$PATH"`,
    );
  });
});
