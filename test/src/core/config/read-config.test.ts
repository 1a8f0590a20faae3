import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../../src/core/config/config-problem.ts";
import { parseConfig, readConfig } from "../../../../src/core/config/read-config.ts";

const secret = (letter: string) => letter.repeat(48);
const variables: Readonly<Record<string, string>> = {
  CLEVERCLOUD_PROVIDER_PASSWORD: secret("a"),
  CLEVERCLOUD_SSO_SALT: secret("b"),
  CLOUDFLARE_APP_PASSWORD: secret("c"),
  PORT: "9090",
};
const environment = (name: string) => variables[name];
const example = join(import.meta.dirname, "../../../../examples/control-plane/marketplane.yaml");

const least = `publicUrl: https://app.saasprovider.com
deployment:
  zoneId: 5a4db0c0ffee00000000000000000001
  fallbackOrigin: { hostname: proxy-fallback.saasprovider.com, content: 203.0.113.10 }
  cnameTarget: { hostname: customers.saasprovider.com }
  plans:
    basic: { pricingUid: ABCDEF1234567890 }
`;

const parse = (text: string, env = environment) => parseConfig(text, "marketplane.yaml", env);
const linesOf = (text: string, env = environment): string[] => {
  try {
    parse(text, env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    return error.message.split("\n").slice(1);
  }
};

describe("the example", () => {
  it("is read with the environment's secrets, and keeps the tenants' templates unresolved", () => {
    const config = readConfig(example, environment);
    expect(config.clevercloud?.password).toBe(secret("a"));
    expect(config.clevercloud?.config.SANDBOX_ADDON_LICENSE_KEY).toBe(`\${licenseKey}`);
    expect(config.clevercloud?.config.SANDBOX_ADDON_URL).toContain(`\${tenantId}`);
    expect([config.listen.port, config.limits.bodyBytes, config.plans.pro?.licenses]).toEqual([8080, 65536, 5]);
  });

  it("names every unset variable with its key and line", () => {
    const names = ["clevercloud.password", "clevercloud.ssoSalt", "cloudflareApp.basic.password"];
    const problems = (() => {
      try {
        readConfig(example, () => undefined);
        return [];
      } catch (error) {
        return error instanceof ConfigError ? error.problems : [];
      }
    })();
    expect(problems.map(({ key }) => key)).toEqual(names);
    expect(problems.every(({ position }) => (position?.line ?? 0) > 40)).toBe(true);
    expect(problems[0]?.what).toBe(
      "requires CLEVERCLOUD_PROVIDER_PASSWORD in the environment, which is empty or not set",
    );
  });
});

describe("a file", () => {
  it("with only the required keys gets every default", () => {
    const config = parse(least);
    expect(config.listen).toEqual({ host: "127.0.0.1", port: 8080 });
    expect(config.database).toEqual({ folder: ".marketplane/database" });
    expect(config.metering).toEqual({ billEveryMinutes: 30, counters: {}, graceHours: 24 });
  });

  it("reports all problems together, in file order, each with key, rule and value", () => {
    const text = `${least.replace("https://app", "ftp://app").replace("5a4db0c0ffee00000000000000000001", "not/a/zone")}
listen: { port: 99999 }
limit: { bodyBytes: 5 }
`;
    const lines = linesOf(text);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe(
      '  marketplane.yaml:1:1, publicUrl: must be an http(s) URL (it is "ftp://app.saasprovider.com")',
    );
    expect(lines[1]).toContain("marketplane.yaml:3:3, deployment.zoneId:");
    expect(lines[2]).toContain("marketplane.yaml:9:11, listen.port:");
    expect(lines[2]).toContain("(it is 99999)");
    expect(lines[3]).toMatch(
      /marketplane\.yaml:10:1, limit: is not known; did you mean limits\? \(known: publicUrl, listen/,
    );
  });

  it("that is not valid YAML is refused with the line", () => {
    expect(linesOf("publicUrl: [\nlisten: }\n")[0]).toMatch(/^ {2}marketplane\.yaml:2:1: is not valid YAML: /);
  });

  it("that is empty is refused with every missing required key", () => {
    expect(linesOf("")).toEqual(
      ["publicUrl", "deployment"].map((key) => `  marketplane.yaml:1:1, ${key}: is required`),
    );
  });

  it("that does not exist is named, with the fix", () => {
    expect(() => readConfig("/nowhere/marketplane.yaml", environment)).toThrow(
      "/nowhere/marketplane.yaml cannot be used:\n  cannot be read: there is no such file; choose another file with --config",
    );
  });
});

describe("a secret", () => {
  const app = (rest: string) => `${least}cloudflareApp:\n  defaultPlan: basic\n  ${rest}\n`;

  it.each([
    ["in plain text", `pathSecret: ${secret("x")}`],
    ["partly in plain text", `pathSecret: ${secret("x")}\${PORT}`],
    ["as a number", "pathSecret: 1234567890123"],
  ])("written into the file %s is refused and not shown", (_how, line) => {
    const [problem = ""] = linesOf(app(line));
    expect(problem).toContain(
      "marketplane.yaml:10:3, cloudflareApp.pathSecret: is a secret and must not be in the file",
    );
    expect(problem).not.toMatch(/xxxx|1234/);
  });

  it.each([
    ["short", "must have at least 35 characters"],
    ["44ca82ddf8d4e74d52494ce2895152ee", "is a sample from a vendor's public documentation"],
    ["2f97bfa52ca102f8874716e2eb1d3b4920ad0be4", "is a sample from a vendor's public documentation"],
  ])("that is easily guessed (%s) is refused and not shown", (value, rule) => {
    const [problem = ""] = linesOf(app(`pathSecret: \${WEAK}`), (name) => (name === "WEAK" ? value : undefined));
    expect(problem).toContain(`marketplane.yaml:10:3, cloudflareApp.pathSecret: ${rule}`);
    expect(problem).not.toContain(value);
  });

  it("is required, because otherwise anyone could call the endpoint", () => {
    expect(linesOf(app("path: /cf"))[0]).toContain("cloudflareApp: requires basic or pathSecret");
  });
});

describe("a reference", () => {
  it.each([`\n  port: \${PORT}`, `\n  port: "\${PORT}"`])(
    "is converted to a number if one is expected: %s",
    (listen) => {
      expect(parse(`${least}listen: ${listen}\n`).listen.port).toBe(9090);
    },
  );

  it("is resolved within a text that is not a secret", () => {
    const config = parse(least.replace("ABCDEF1234567890", `"U\${PORT}"`));
    expect(config.deployment.plans.basic).toEqual({ pricingUid: "U9090" });
  });
});

describe("the parts of a file", () => {
  it.each([
    ["plans: { gold: {} }", "plans.gold: must be one of the plans in deployment.plans (basic)"],
    [
      `cloudflareApp: { defaultPlan: gold, pathSecret: "\${CLOUDFLARE_APP_PASSWORD}" }`,
      "cloudflareApp.defaultPlan: must be one of",
    ],
    [
      `cloudflareApp: { defaultPlan: basic, path: /api/v1, pathSecret: "\${CLOUDFLARE_APP_PASSWORD}" }`,
      "must not be below /api",
    ],
    [
      `clevercloud: { providerId: a, password: "\${CLEVERCLOUD_PROVIDER_PASSWORD}", ssoSalt: "\${CLEVERCLOUD_SSO_SALT}" }`,
      "deployment.manifest: is required with clevercloud",
    ],
  ])("must be consistent: %s", (line, problem) => {
    expect(linesOf(`${least}${line}\n`).join("\n")).toContain(problem);
  });

  it("must have the same config vars as the manifest", () => {
    const manifest = `  manifest:
    providerId: other-addon
    name: SaaS
    configVars: [SANDBOX_URL]
    regions: [par]
    production: { baseUrl: "https://a.example/r", ssoUrl: "https://a.example/s" }
clevercloud:
  providerId: other-addon
  password: \${CLEVERCLOUD_PROVIDER_PASSWORD}
  ssoSalt: \${CLEVERCLOUD_SSO_SALT}
  config: { OTHER_ADDON_X: "\${licensekey}" }
`;
    const problems = linesOf(`${least}${manifest}`).join("\n");
    expect(problems).toContain('deployment.manifest.regions: must contain "eu"');
    expect(problems).toContain(
      "clevercloud.config.OTHER_ADDON_X: must be one of the manifest's configVars (SANDBOX_URL)",
    );
    expect(problems).toContain(`clevercloud.config.OTHER_ADDON_X: \${licensekey} is not defined`);
  });
});
