import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSeedFile, Seed } from "../../../../src/tools/sandbox/seed.ts";
import { at, startTestSandbox } from "../../../support/sandbox.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-seed-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test("a YAML file defines zones, hostnames, users, pricings, licenses, add-ons and customer DNS", async () => {
  const path = write(
    "seed.yaml",
    `
cloudflare:
  zoneName: vendor.com
  zones:
    - name: vendor.com
      dnsRecords: [{ type: A, name: origin, content: 192.0.2.1, proxied: true }]
      fallbackOrigin: origin.vendor.com
      customHostnames:
        - { hostname: app.customer.com, ssl: { method: http, type: dv } }
        - { hostname: old.customer.com, status: moved }
apifew:
  defaults: false
  users: [{ login: a@b.com }]
  pricings: [{ uid: AAAAAAAAAAAAAAAA, name: only, revisions: [{ rev: 3, features: [x] }] }]
  licenses: [{ pricingUid: AAAAAAAAAAAAAAAA, ownerLogin: a@b.com, userLogin: a@b.com }]
clevercloud:
  addons: [{ addonId: addon_1, plan: premium, config: { SANDBOX_ADDON_URL: https://x } }]
customerDns:
  - { name: app.customer.com, content: origin.vendor.com }
`,
  );

  const sandbox = await startTestSandbox({ timeScale: 0, seed: readSeedFile(path) });
  await sandbox.advance(10);
  const state = await sandbox.callControl("GET", "/state");
  await sandbox.close();

  expect(at(state, "cloudflare", "zones", 0)).toMatchObject({
    name: "vendor.com",
    fallback_origin: { origin: "origin.vendor.com", status: "active" },
    custom_hostnames: [{ hostname: "app.customer.com", status: "active" }, { status: "moved" }],
  });
  expect(at(state, "apifew")).toMatchObject({
    pricings: [{ name: "only" }],
    licenses: [{ rev: 3, ownerLogin: "a@b.com", userLogin: "a@b.com" }],
  });
  expect(at(state, "clevercloud", "addons")).toMatchObject([{ addonId: "addon_1", plan: "premium" }]);
});

test("JSON is read as well, and an empty file is the default sandbox", () => {
  const seed = readSeedFile(write("twice.yaml", ""));
  expect(Seed.parse(seed)).toEqual(seed);
  expect(readSeedFile(write("seed.json", '{"apifew":{"app":"x.com"}}')).apifew.app).toBe("x.com");
  expect(readSeedFile(write("empty.yaml", "")).cloudflare.zoneName).toBe("saasprovider.com");
});

test.each([
  ["an unknown property", "cloudflare: { zone: x }", /seed file .*seed\.yaml is not valid:[\s\S]*zone/],
  ["a wrong id", "apifew: { pricings: [{ uid: x, name: y, revisions: [{ rev: 1 }] }] }", /16 hexadecimal digits/],
  [
    "a license without a pricing",
    "apifew: { licenses: [{ pricingUid: AAAAAAAAAAAAAAAA, ownerLogin: a }] }",
    /license 3/,
  ],
  ["broken YAML", "a: [", /seed file .* cannot be read/],
])("%s is named in the error", (_, content, message) => {
  const path = write("seed.yaml", content);

  expect(() => readSeedFile(path)).toThrow(message);
});
