import { readFileSync } from "node:fs";
import { join } from "node:path";
import { vendorSettings } from "@marketplane/providers/vendor-accounts.ts";
import { functions, resources } from "@marketplane/providers/vendors.ts";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { NamedTypes } from "../../../../src/project/schema/named-types.ts";
import { packageSchema, packageSchemaFile } from "../../../../src/project/schema/package-schema.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures");
const text = packageSchema();
const schema = JSON.parse(text);
const place = { module: "vendor", name: "Thing" };

describe("the package schema of the native provider", () => {
  it("is as `npm run docs` writes it", () => {
    expect(readFileSync(packageSchemaFile, "utf8"), "stale: run `npm run docs`").toBe(text);
  });

  it("is valid by Pulumi's metaschema", () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    formats.default(ajv);
    const validate = ajv.compile(JSON.parse(readFileSync(join(fixtures, "pulumi-metaschema.json"), "utf8")));
    validate(schema);
    expect(validate.errors ?? []).toEqual([]);
    // The metaschema refuses what is wrong.
    expect(validate({ ...schema, types: { "no token": { type: "object" } } })).toBe(false);
  });

  it("has every resource and every function, with every input and output described", () => {
    expect(Object.keys(schema.resources)).toEqual([
      ...resources.map(({ definition }) => `marketplane:${definition.type}`),
      "marketplane:index:Deployment",
      "marketplane:index:Tenant",
    ]);
    expect(Object.keys(schema.functions)).toEqual(functions.map(({ token }) => `marketplane:${token}`));
    for (const { definition } of resources) {
      const { inputs, outputs, type } = definition;
      const spec = schema.resources[`marketplane:${type}`];
      expect(Object.keys(spec.inputProperties)).toEqual(Object.keys(inputs.shape));
      expect(Object.keys(spec.properties)).toEqual([...Object.keys(inputs.shape), ...Object.keys(outputs.shape)]);
    }
    const objects = [...Object.values(schema.types), ...Object.values(schema.resources)];
    const properties = objects.flatMap((spec) => Object.entries(Object(spec).properties ?? {}));
    expect(properties.filter(([, property]) => !Object(property).description)).toEqual([]);
  });

  it("describes types that stand at one place, and names the environment variable of every setting", () => {
    const { types, provider } = schema;
    expect(types["marketplane:clevercloud:AddonManifestProduction"].description).toBe("The provider's endpoints.");
    expect(types["marketplane:clevercloud:AddonConfigOnDelete"].description).toMatch(/^What a delete does/);
    expect(types["marketplane:cloudflare:OnOff"].description).toBeUndefined();
    for (const { key, env } of vendorSettings) {
      const [vendor = "", name = ""] = key.split(":");
      const account = types[provider.inputProperties[vendor].$ref.replace("#/types/", "")];
      expect(account.properties[name].description).toContain(`environment variable ${env} first`);
      expect(account.properties[name]).not.toHaveProperty("defaultInfo");
    }
  });

  it("has a type behind every reference, and no type without one", () => {
    const references = [...text.matchAll(/"#\/types\/([^"]+)"/g)].map(([, token]) => token);
    expect(Object.keys(schema.types).sort()).toEqual([...new Set(references)].sort());
  });

  it("marks every secret, and no value of the vendors' accounts is in plain text", () => {
    for (const { definition } of resources) {
      const { type, secretInputs = [], secretOutputs = [] } = definition;
      const { properties, inputProperties } = schema.resources[`marketplane:${type}`];
      const secretsIn = (specs: object) => Object.keys(specs).filter((name) => Reflect.get(specs, name).secret);
      expect(secretsIn(inputProperties).sort()).toEqual([...secretInputs].sort());
      expect(secretsIn(properties).sort()).toEqual([...secretInputs, ...secretOutputs].sort());
    }
    const { apiToken, apiKey, email } = schema.types["marketplane:index:CloudflareAccount"].properties;
    expect([apiToken.secret, apiKey.secret, email.secret]).toEqual([true, true, undefined]);
    expect(schema.types["marketplane:cloudflare:CustomHostnameSsl"].properties.customKey.secret).toBe(true);
    expect(schema.provider.inputProperties).toEqual(schema.config.variables);
    expect(schema.config.variables.apifew).toMatchObject({
      $ref: "#/types/marketplane:index:ApifewAccount",
      secret: true,
    });
  });

  it("states what replaces an object, what can be listed, and the dynamic type as an alias", () => {
    const hostname = schema.resources["marketplane:cloudflare:CustomHostname"];
    expect(hostname.properties.zoneId.replaceOnChanges).toBe(true);
    expect(hostname.inputProperties.zoneId.willReplaceOnChanges).toBe(true);
    expect(hostname.properties.waitFor.replaceOnChanges).toBeUndefined();
    expect(hostname.listInputs).toMatchObject({ properties: { zoneId: { type: "string" } }, required: ["zoneId"] });
    expect(hostname.aliases).toEqual([{ type: "pulumi-nodejs:cloudflare:CustomHostname" }]);
    expect(schema.resources["marketplane:apifew:Counter"].listInputs).toBeUndefined();
    expect(schema.resources["marketplane:clevercloud:Addon"].listInputs).toEqual({ type: "object", properties: {} });
  });

  it("says how an object is imported, where that is possible", () => {
    const { description } = schema.resources["marketplane:apifew:Counter"];
    expect(description).toContain(
      "$ pulumi import marketplane:apifew:Counter example \"<counter's name>/<user's login>\"",
    );
    expect(schema.resources["marketplane:clevercloud:AddonManifest"].description).not.toContain("## Import");
  });

  it("has the components, whose inputs and outputs refer to resources and to their types", () => {
    const { Tenant, Deployment } = {
      Tenant: schema.resources["marketplane:index:Tenant"],
      Deployment: schema.resources["marketplane:index:Deployment"],
    };
    expect([Tenant.isComponent, Deployment.isComponent]).toEqual([true, true]);
    expect(Tenant.requiredInputs).toEqual(["deployment"]);
    expect(Tenant.inputProperties.deployment.$ref).toBe("#/resources/marketplane:index:Deployment");
    // Generators turn a mark into an option that components lack. The values are secret at run time.
    expect(JSON.stringify([Tenant.properties, Deployment.properties])).not.toContain('"secret"');
    expect(Deployment.properties.fallbackOrigin.$ref).toBe("#/resources/marketplane:cloudflare:FallbackOrigin");
    const { ssl } = schema.types["marketplane:index:TenantHostname"].properties;
    expect(ssl.$ref).toBe("#/types/marketplane:cloudflare:CustomHostnameSsl");
    const adopt = schema.types["marketplane:index:DeploymentManifestAdopt"].properties;
    expect([adopt.password.secret, adopt.ssoSalt.secret]).toEqual([true, true]);
  });

  it("states defaults and enums", () => {
    const { inputProperties, requiredInputs } = schema.resources["marketplane:cloudflare:CustomHostname"];
    expect(inputProperties.waitFor).toMatchObject({
      $ref: "#/types/marketplane:cloudflare:CustomHostnameWaitFor",
      default: "pending_validation",
    });
    expect(requiredInputs).toEqual(["zoneId", "hostname"]);
    expect(schema.types["marketplane:cloudflare:CustomHostnameSslSettingsMinTlsVersion"].enum).toEqual([
      { name: "V1_0", value: "1.0" },
      { name: "V1_1", value: "1.1" },
      { name: "V1_2", value: "1.2" },
      { name: "V1_3", value: "1.3" },
    ]);
  });
});

describe("a type of the package", () => {
  it("follows the schema, and is named after its place", () => {
    const types = new NamedTypes();
    const spec = types.objectOf(
      z.strictObject({
        count: z.int().min(1, "must be at least 1").default(3).describe("How many."),
        parts: z.array(z.strictObject({ key: z.string().meta({ secret: true }) })).optional(),
        labels: z.record(z.string(), z.json()).optional(),
        sni: z.union([z.literal("host"), z.string()]).optional(),
        adopt: z.union([z.boolean(), z.string()]).optional(),
        options: z
          .record(z.string(), z.string())
          .optional()
          .transform((options) => options ?? {}),
      }),
      place,
    );
    expect(spec).toEqual({
      type: "object",
      properties: {
        count: { type: "integer", description: "How many. Must be at least 1.", default: 3 },
        parts: { type: "array", items: { type: "object", $ref: "#/types/marketplane:vendor:ThingPart" } },
        labels: { type: "object", additionalProperties: { $ref: "pulumi.json#/Any" } },
        sni: { type: "string" },
        adopt: { oneOf: [{ type: "boolean" }, { type: "string" }] },
        options: { type: "object", additionalProperties: { type: "string" } },
      },
    });
    expect(types.specs()).toEqual({
      "marketplane:vendor:ThingPart": {
        type: "object",
        properties: { key: { type: "string", secret: true } },
        required: ["key"],
      },
    });
  });

  it("needs a title where it stands at two places", () => {
    const shared = z.enum(["on", "off"]);
    const twice = (schema: z.ZodType) => z.strictObject({ one: schema.describe("1"), other: schema.describe("2") });
    expect(() => new NamedTypes().objectOf(twice(shared), place)).toThrow(
      "the type marketplane:vendor:ThingOne stands at marketplane:vendor:ThingOther as well: give its schema a title",
    );
    const { properties } = new NamedTypes().objectOf(twice(shared.meta({ title: "OnOff" })), place);
    expect(properties.one?.$ref).toBe("#/types/marketplane:vendor:OnOff");
    expect(properties.other?.$ref).toBe("#/types/marketplane:vendor:OnOff");
  });

  it("does not take the name of another one", () => {
    const one = z.enum(["a"]).meta({ title: "Same" });
    const other = z.enum(["b"]).meta({ title: "Same" });
    expect(() => new NamedTypes().objectOf(z.strictObject({ one, other }), place)).toThrow(
      "two types of the package have the token marketplane:vendor:Same: give one of their schemas a title",
    );
  });
});
