import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createDatabase, hasDatabase } from "../../../support/database.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const main = join(import.meta.dirname, "../../../../src/cli/main.ts");
const Ready = z.strictObject({ url: z.url(), publicUrl: z.url(), database: z.enum(["embedded", "external"]) });
const password = "9f0c1e5a7b3d4826a1c0e9f8d7b6a5c4d3e2f1a0b9c8d7e6";
const salt = "1a2b3c4d5e6f708192a3b4c5d6e7f80918273645546372819";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null) {
      child.kill("SIGKILL");
    }
  }
});

async function configure(extra = ""): Promise<string> {
  const file = join(await temporaryFolder(), "marketplane.yaml");
  await writeFile(
    file,
    `publicUrl: https://cp.saasprovider.com
database: { url: "\${DATABASE_URL}" }
deployment:
  zoneId: 5a4db0c0ffee00000000000000000001
  fallbackOrigin: { hostname: proxy-fallback.saasprovider.com, content: 203.0.113.10 }
  cnameTarget: { hostname: customers.saasprovider.com }
  manifest:
    providerId: acme-addon
    name: Acme
    configVars: [ACME_ADDON_URL]
    regions: [eu]
    production: { baseUrl: "https://cp.saasprovider.com/clevercloud/resources", ssoUrl: "https://cp.saasprovider.com/clevercloud/sso/login" }
  plans: { basic: { pricingUid: ABCDEF1234567890 } }
clevercloud: { providerId: acme-addon, password: "\${PASSWORD}", ssoSalt: "\${SALT}" }
${extra}`,
  );
  return file;
}

function run(options: readonly string[], variables: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [main, ...options], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, PASSWORD: password, SALT: salt, ...variables },
  });
  children.push(child);
  const errors = text(child.stderr);
  const firstLine = once(createInterface({ input: child.stdout }), "line").then(([line]) => String(line));
  return { child, errors, firstLine, ended: once(child, "close").then(([code]) => Number(code)) };
}

describe.skipIf(!hasDatabase)("marketplane serve", () => {
  async function serve(extra?: string) {
    const config = await configure(extra);
    const served = run(["serve", "--config", config, "--port", "0"], { DATABASE_URL: await createDatabase() });
    return { ...served, ready: Ready.parse(JSON.parse(await served.firstLine)) };
  }

  test.each(["SIGTERM", "SIGINT"] as const)(
    "prints one JSON line when it is ready, and %s ends it with exit code 0",
    async (signal) => {
      const { child, ready, ended, errors } = await serve();
      expect([ready.publicUrl, ready.database]).toEqual(["https://cp.saasprovider.com", "external"]);
      expect((await fetch(`${ready.url}/readyz`)).status).toBe(200);
      child.kill(signal);
      expect(await ended).toBe(0);
      const lines = (await errors)
        .trim()
        .split("\n")
        .map((line): unknown => JSON.parse(line));
      expect(lines.at(-1)).toMatchObject({ level: "info", msg: "stopped" });
      expect(await errors).not.toContain(password);
    },
  );

  test("a second signal ends it at once, even with open requests", async () => {
    const { child, ready, ended } = await serve("limits: { drainTimeoutMs: 600000 }");
    const socket = connect(Number(new URL(ready.url).port), "127.0.0.1");
    socket.on("error", () => undefined);
    const authorization = Buffer.from(`acme-addon:${password}`).toString("base64");
    socket.write(
      `POST /clevercloud/resources HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic ${authorization}\r\n` +
        "Content-Length: 10\r\nExpect: 100-continue\r\n\r\n",
    );
    await once(socket, "readable");
    child.kill("SIGTERM");
    await expect
      .poll(() =>
        fetch(`${ready.url}/healthz`).then(
          () => "open",
          () => "closed",
        ),
      )
      .toBe("closed");
    child.kill("SIGTERM");
    expect(await ended).toBe(143);
  });
});

test.each([
  [["--port", "70000"], {}, "--port: must be a number from 0 to 65535"],
  [["--database", "postgres://jane:hunter2@db/x"], {}, "--database: must hold no password"],
  [["--log-level", "loud"], {}, "--log-level: must be debug, info, warn or error"],
  [[], { SALT: "" }, "clevercloud.ssoSalt: requires SALT in the environment, which is empty or not set"],
  [
    [],
    { PASSWORD: "44ca82ddf8d4e74d52494ce2895152ee" },
    "clevercloud.password: is a sample from a vendor's public documentation",
  ],
  [[], { DATABASE_URL: "postgres://jane:hunter2@127.0.0.1:1/cp" }, "cp at 127.0.0.1:1 of user jane cannot be used"],
])("marketplane serve %j %j is refused with exit code 1 and how to fix it", async (options, variables, message) => {
  const config = await configure();
  const served = run(["serve", "--config", config, ...options], {
    DATABASE_URL: "postgres://127.0.0.1:1/cp",
    ...variables,
  });
  expect(await served.ended).toBe(1);
  expect(await served.errors).toContain(message);
  expect(await served.errors).not.toContain("hunter2");
});

describe("marketplane manifest", () => {
  test("prints the configuration's manifest, with secrets only on request", async () => {
    const config = await configure();
    const print = async (...options: string[]) => {
      const { child, ended } = run(["manifest", "--config", config, ...options], { DATABASE_URL: "x" });
      const printed = text(child.stdout);
      expect(await ended).toBe(0);
      return printed;
    };
    expect(await print()).not.toContain(password);
    expect(JSON.parse(await print("--show-secrets"))).toMatchObject({
      id: "acme-addon",
      api: { password, sso_salt: salt },
    });
  });

  test("checks a manifest file by Clever Cloud's rules, with exit code 1", async () => {
    const file = join(await temporaryFolder(), "manifest.json");
    const api = {
      config_vars: ["URL"],
      regions: ["par"],
      password: "short",
      sso_salt: salt,
      production: { base_url: "http://a.example/r", sso_url: "https://a.example/s" },
    };
    await writeFile(file, JSON.stringify({ id: "acme", name: "Acme", api }));
    const { child, ended } = run(["manifest", "--file", file, "--json"], {});
    const printed = text(child.stdout);
    expect(await ended).toBe(1);
    const { problems } = z
      .object({ problems: z.array(z.object({ property: z.string() })) })
      .parse(JSON.parse(await printed));
    expect(problems.map(({ property }) => property)).toEqual([
      "api.regions",
      "api.production.base_url",
      "api.password",
    ]);
  });
});
