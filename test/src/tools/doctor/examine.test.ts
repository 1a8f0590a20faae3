import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkClock, checkDisk, checkNode } from "../../../../src/tools/doctor/check-machine.ts";
import { checkPublicUrl } from "../../../../src/tools/doctor/check-public-url.ts";
import { checkSecrets } from "../../../../src/tools/doctor/check-secrets.ts";
import { examine } from "../../../../src/tools/doctor/examine.ts";
import { createDatabase, hasDatabase } from "../../../support/database.ts";
import { loopbackServer } from "../../../support/loopback-server.ts";
import { startTestSandbox, type TestSandbox } from "../../../support/sandbox.ts";
import { testConfig } from "../../../support/service-context.ts";
import { silentLog } from "../../../support/silent-log.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

async function write(publicUrl: string): Promise<string> {
  const file = join(await temporaryFolder(), "marketplane.yaml");
  await writeFile(
    file,
    `publicUrl: ${publicUrl}
database: { url: "\${DATABASE_URL}" }
deployment:
  zoneId: 5a4db0c0ffee00000000000000000001
  fallbackOrigin: { hostname: proxy-fallback.saasprovider.com, content: 203.0.113.10 }
  cnameTarget: { hostname: customers.saasprovider.com }
  plans: { basic: { pricingUid: ABCDEF1234567890 } }
`,
  );
  return file;
}

function variables({ ready }: TestSandbox): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    CLOUDFLARE_API_TOKEN: ready.credentials.cloudflare.apiToken,
    CLOUDFLARE_BASE_URL: ready.cloudflare,
    APIFEW_KEY: ready.credentials.apifew.key,
    APIFEW_BASE_URL: ready.apifew,
  };
}

describe("the doctor", () => {
  it.skipIf(!hasDatabase)("finds no problem on a prepared machine, and writes nothing", async () => {
    await using sandbox = await startTestSandbox();
    const publicUrl = await loopbackServer((_request, response) => response.end("ok"));
    const env = { ...variables(sandbox), DATABASE_URL: await createDatabase() };
    const findings = await examine({ config: await write(publicUrl), env, log: silentLog });
    const about = findings.filter(({ check }) => check !== "Pulumi engine");
    expect(about.filter(({ status }) => status === "problem")).toEqual([]);
    expect(about.map(({ check }) => check)).toEqual([
      "Node",
      "configuration",
      "disk",
      "clock",
      "secrets",
      "database",
      "Cloudflare",
      "apifew",
      "publicUrl",
    ]);
    expect(about.find(({ check }) => check === "database")?.detail).toMatch(
      /PostgreSQL \d+.*the next start applies these migrations: 0001/,
    );
    expect((await sandbox.calls()).filter(({ write: isWrite }) => isWrite)).toEqual([]);
  });

  it("reports every refusing vendor, an unavailable database and a public URL without TLS, each with a fix", async () => {
    await using sandbox = await startTestSandbox();
    const env = {
      ...variables(sandbox),
      CLOUDFLARE_API_TOKEN: "wrong-token",
      APIFEW_KEY: "",
      DATABASE_URL: "postgres://u:hunter2@127.0.0.1:1/db",
    };
    const findings = await examine({ config: await write("http://cp.saasprovider.com"), env, log: silentLog });
    const problems = findings.filter(({ check, status }) => status === "problem" && check !== "Pulumi engine");
    expect(problems.map(({ check }) => check)).toEqual(["database", "Cloudflare", "apifew", "publicUrl"]);
    expect(problems.every(({ fix }) => fix !== undefined)).toBe(true);
    expect(JSON.stringify(findings)).not.toMatch(/hunter2|wrong-token/);
  });

  it("reports every problem of a configuration, and still checks the machine", async () => {
    const findings = await examine({ config: await write("nowhere"), env: {}, log: silentLog });
    const wrong = findings.filter(({ check }) => check === "configuration");
    expect(wrong.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/marketplane\.yaml:1:1, publicUrl: must be an http\(s\) URL \(it is "nowhere"\)$/),
      expect.stringMatching(
        /:2:13, database\.url: requires DATABASE_URL in the environment, which is empty or not set$/,
      ),
    ]);
    expect(findings.map(({ check }) => check)).toContain("disk");
  });
});

describe("a check", () => {
  it.each([
    ["v24.15.0", "ok"],
    ["v25.0.1", "ok"],
    ["v24.14.9", "problem"],
    ["v20.19.0", "problem"],
  ])("of Node %s results in %s", (version, status) => {
    expect(checkNode(version).status).toBe(status);
  });

  it("of the clock detects minutes of difference", async () => {
    const server = await loopbackServer((_request, response) => response.end());
    expect((await checkClock(server, Date.now)).status).toBe("ok");
    expect(await checkClock(server, () => Date.now() + 120_000)).toMatchObject({
      status: "problem",
      detail: expect.stringMatching(/^1\d\d s ahead$/),
    });
    expect((await checkClock("http://127.0.0.1:1", Date.now)).status).toBe("note");
  });

  it("of the disk accepts a folder that does not exist yet", async () => {
    expect((await checkDisk(join(await temporaryFolder(), "a/b/c"))).detail).toMatch(/GiB free at/);
  });

  it("of the secrets finds weak and repeated ones, without showing them", () => {
    const twin = "0123456789abcdef0123456789abcdef0123456789abcdef";
    const poor = "ab".repeat(24);
    const config = testConfig({
      clevercloud: { providerId: "acme", password: twin, ssoSalt: twin },
      metrics: { token: poor },
      database: { url: "postgres://u@db.example/x" },
    });
    const findings = checkSecrets(config);
    expect(findings.map(({ detail }) => detail)).toEqual([
      expect.stringContaining("metrics.token: not random"),
      "clevercloud.password, clevercloud.ssoSalt are the same",
      "database.url connects to another machine without TLS",
    ]);
    expect(JSON.stringify(findings)).not.toMatch(/0123456789|abab/);
  });

  it("of the public URL distinguishes a server that answers from one that does not", async () => {
    const broken = await loopbackServer((_request, response) => response.writeHead(502).end());
    expect(await checkPublicUrl(broken)).toMatchObject({ status: "note", detail: expect.stringContaining("502") });
    expect((await checkPublicUrl("https://cp.nowhere.invalid")).detail).toBe("cp.nowhere.invalid is not in DNS");
  });
});
