import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { engineTypeOf, resourceProviders } from "../../providers/engine-types.ts";
import { providerLine } from "../../providers/managed-resource.ts";
import { handlersFor } from "../../providers/native/dynamic-face.ts";
import { vendorAccounts } from "../../providers/vendor-accounts.ts";
import { findKind, functions, resources, vendorNamed, vendors } from "../../providers/vendors.ts";
import { pageOf } from "../../src/project/docs/documented-resources.ts";
import { schemaRows } from "../../src/project/docs/schema-rows.ts";
import { readCodeBlocks } from "../support/documented-code.ts";

const root = join(import.meta.dirname, "../..");
const noSettings = { configured: () => undefined, environment: () => undefined };

const sources = readdirSync(join(root, "providers"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, text: readFileSync(join(root, "providers", name), "utf8") }));
const modules = sources
  .filter(({ name, text }) => name.includes("/") && text.includes("= defineResource("))
  .map(({ name }) => name.replace(/(\/index)?\.ts$/, ""));

test("every resource of the package is in the registry, once", () => {
  expect(resources.map(({ definition }) => definition.module).sort()).toEqual(modules.sort());
  expect(new Set(resources.map(({ definition }) => definition.type)).size).toBe(resources.length);
});

test("every vendor with an account is in the registry, in the same order", () => {
  expect(vendors.map(({ account }) => account)).toEqual(vendorAccounts);
  expect(vendorAccounts.map(({ name }) => vendorNamed(name).account.name)).toEqual(
    vendorAccounts.map(({ name }) => name),
  );
});

test("nothing that a Pulumi program imports loads the registry", () => {
  const importers = sources.filter(({ text }) => /from "\.{1,2}\/(vendors|\w+\/vendor|vendor)\.ts"/.test(text));
  // Programs do not load the native provider.
  expect(importers.map(({ name }) => name).sort()).toEqual(["native/dynamic-face.ts", "vendors.ts"]);
  const ofNative = sources.filter(({ name, text }) => !name.startsWith("native/") && text.includes("native/"));
  expect(ofNative.map(({ name }) => name)).toEqual([]);
});

describe.each(resources.map((resource) => ({ ...resource, ...resource.definition })))("$type", (resource) => {
  const { type, module, vendor } = resource;
  const [, className = ""] = type.split(":");

  test("is named after its vendor, and its module is in the vendor's folder", () => {
    expect(type).toBe(`${vendor}:${className}`);
    expect(module.startsWith(`${vendor}/`)).toBe(true);
  });

  test("has a handler for the provider line in a state", () => {
    const handler = handlersFor({ settings: noSettings })(providerLine(module));
    for (const method of ["check", "diff", "create", "read", "update", "delete"] as const) {
      expect(handler[method]).toBeTypeOf("function");
    }
  });

  test("is found under both types that a state may have, and in URNs", () => {
    for (const provider of resourceProviders) {
      const inState = engineTypeOf(type, provider);
      const urn = `urn:pulumi:dev::shop::marketplane:index:Tenant$${inState}::acme-thing`;
      expect([findKind(inState)?.definition.module, findKind(urn)?.definition.module]).toEqual([module, module]);
    }
    expect(findKind(type)).toBeUndefined();
  });

  test("can be adopted, or explains why existing objects cannot", () => {
    expect(resource.whyNotAdopted ?? "adopted").not.toBe("");
    const canBeAdopted = resource.whyNotAdopted === undefined;
    expect(canBeAdopted && !resource.isReadable).toBe(false);
    expect(Object.keys(resource.inputs.shape)).toContain("adopt");
  });

  test("has a page with an example that declares it", async () => {
    const examples = await readCodeBlocks(`reference/${pageOf(resource)}`, "ts");
    expect(examples.join("\n")).toMatch(new RegExp(`new (\\w+\\.)?${className}\\(`));
  });

  test("is a class of its vendor's entry point, with its argument type", () => {
    const entry = readFileSync(join(root, `providers/${vendor}.ts`), "utf8");
    expect(entry).toContain(`export { ${className} } from "./${module}.ts";`);
    expect(entry).toContain(`export type ${className}Args =`);
  });
});

test("every function of the package is in the registry, once", () => {
  const defined = sources.flatMap(({ text }) =>
    [...text.matchAll(/= defineFunction\(\{\s*token: "([\w:]+)"/g)].map(([, token]) => token),
  );
  expect(functions.map(({ token }) => token).sort()).toEqual(defined.sort());
  expect(new Set(functions.map(({ token }) => token)).size).toBe(functions.length);
});

describe.each(functions.map((called) => ({ ...called })))(
  "$token",
  ({ token, vendor, description, inputs, outputs }) => {
    test("is named after its vendor", () => {
      expect(token).toMatch(new RegExp(`^${vendor}:get[A-Z][A-Za-z]+$`));
    });

    test("is described, with its inputs and outputs", () => {
      expect(description).toMatch(/^Returns .*\.$/s);
      expect([...schemaRows(inputs), ...schemaRows(outputs)].filter(({ text }) => text === "")).toEqual([]);
    });
  },
);
