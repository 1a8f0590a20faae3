import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { fileSchemas } from "../../../../src/tools/validate/file-schemas.ts";
import { listYamlFiles } from "../../../../stacks/files/list-yaml-files.ts";
import { validProject } from "../../../support/validation-project.ts";

const root = join(import.meta.dirname, "../../../..");

function accepts(name: string, value: unknown): boolean {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(fileSchemas[name]?.() ?? ""))(value);
}

test.each(Object.entries(fileSchemas))("docs/schemas/%s is as `npm run docs` writes it", (name, toText) => {
  const published = readFileSync(join(root, "docs/schemas", name), "utf8");
  expect(published, "stale: run `npm run docs`").toBe(toText());
});

describe("an editor", () => {
  it("accepts every tenant of the example", () => {
    const folder = join(root, "examples/deployment/tenants");
    const { files } = listYamlFiles(folder);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      expect(accepts("tenant.schema.json", parse(readFileSync(join(folder, file), "utf8"))), file).toBe(true);
    }
  });

  it.each([
    ["hostnames alone", { id: "a", hostnames: [{ hostname: "shop.acme-shoes.com" }] }, true],
    ["an owner without a plan", { id: "a", owner: { login: "a@b.example" }, hostnames: [] }, false],
    ["neither owner nor hostnames", { id: "a" }, false],
    ["a misspelt key", { id: "a", hostnames: [], hostname: "x" }, false],
  ])("judges a tenant with %s as the reader does", (_what, value, isValid) => {
    expect(accepts("tenant.schema.json", value)).toBe(isValid);
  });

  const config = Reflect.get(parse(validProject["Pulumi.production.yaml"]), "config");
  const accept = (change: object) => accepts("stack-config.schema.json", { config: { ...config, ...change } });

  it("accepts a stack's configuration, encrypted values and settings of other providers", () => {
    expect(accept({})).toBe(true);
    expect(accept({ "marketplane:zoneId": { secure: "v1:a" }, "marketplane:acmeKey": { secure: "v1:b" } })).toBe(true);
    expect(accept({ "marketplane:plans": { basic: { pricingUid: { secure: "v1:a" } } } })).toBe(true);
    expect(accept({ "marketplane:allowDeletions": 4, "aws:region": "eu-west-3", "cloudflare:accountId": "x" })).toBe(
      true,
    );
  });

  it.each([
    ["a setting that is not known", { "marketplane:zonId": "x" }],
    ["a vendor's setting that is not known", { "apifew:ky": "x" }],
    ["a credential in plain text", { "apifew:key": "x" }],
    ["a misspelt property", { "marketplane:cnameTarget": { hostnam: "a.example.org" } }],
    ["a share that is no percentage", { "marketplane:maxDeletions": "a fifth" }],
  ])("marks %s in a stack's configuration", (_what, change) => {
    expect(accept(change)).toBe(false);
  });

  it("accepts a drift policy, and marks a misspelt severity", () => {
    expect(accepts("drift-policy.schema.json", { failOn: "error", remediate: { maxChanges: 5 } })).toBe(true);
    expect(accepts("drift-policy.schema.json", { failOn: "eror" })).toBe(false);
  });
});
