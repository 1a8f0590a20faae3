/**
 * The JSON Schemas of the files that people write, for editors; published in docs/schemas and in the package.
 */
import type { VendorSetting } from "@marketplane/providers/vendor-account.ts";
import { vendorAccounts } from "@marketplane/providers/vendor-accounts.ts";
import { z } from "zod";
import { DeploymentSettings } from "../../../stacks/deployment-settings.ts";
import { TenantDeclaration } from "../../../stacks/tenant-declaration.ts";
import { configJsonSchema } from "../../core/config/config-json-schema.ts";
import { DriftPolicy } from "../../fleet/drift/drift-policy.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

/** Each schema's text by its file name. */
export const fileSchemas: Readonly<Record<string, () => string>> = {
  "tenant.schema.json": () => textOf(tenantSchema()),
  "stack-config.schema.json": () => textOf(stackSchema()),
  "marketplane.schema.json": configJsonSchema,
  "drift-policy.schema.json": () => textOf({ title: "Drift policy", ...ofInput(DriftPolicy) }),
};

function textOf(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** A schema of what people write; the rules that JSON Schema cannot express are left to `validate`. */
function ofInput(schema: z.ZodType) {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}

/** A tenant has an owner and a plan, or hostnames and neither of them. */
function tenantSchema(): JsonSchema {
  const { required = [], ...schema } = ofInput(TenantDeclaration);
  const owned = ["owner", "plan"];
  return {
    title: "Tenant",
    ...schema,
    required: required.filter((name) => !owned.includes(name)),
    if: { anyOf: owned.map((name) => ({ required: [name] })) },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: owned },
    else: { required: ["hostnames"] },
  };
}

const secure = { $ref: "#/$defs/secure" };

/** Pulumi.<stack>.yaml. Every value may be encrypted. Other namespaces belong to other providers. */
function stackSchema(): JsonSchema {
  const { properties = {} } = ofInput(DeploymentSettings);
  const own = {
    ...Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, orSecure(schema)])),
    bulkReads: { enum: ["on", "off"], description: "off: a refresh reads every object with a call of its own." },
  };
  const accounts = vendorAccounts.map(({ name, settings, isNamespaceShared = false }) => ({
    name,
    isNamespaceShared,
    settings: Object.fromEntries(
      Object.entries<VendorSetting>(settings).map(([key, setting]) => [key, settingSchema(setting)]),
    ),
  }));
  const closed = accounts.filter(({ isNamespaceShared }) => !isNamespaceShared);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Configuration of a stack",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: {
          ...prefixed("marketplane", own),
          ...Object.assign({}, ...accounts.map(({ name, settings }) => prefixed(name, settings))),
        },
        patternProperties: {
          // A value for ${config:name} in a tenant's config vars.
          [others("marketplane", own)]: secure,
          ...Object.fromEntries(closed.map(({ name, settings }) => [others(name, settings), false])),
        },
      },
    },
    $defs: {
      secure: {
        type: "object",
        properties: { secure: { type: "string", description: "Written by `pulumi config set --secret`." } },
        required: ["secure"],
        additionalProperties: false,
      },
    },
  };
}

function prefixed(namespace: string, schemas: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [`${namespace}:${name}`, schema]));
}

/** Matches the keys of a namespace that it does not define. */
function others(namespace: string, known: JsonSchema): string {
  return `^${namespace}:(?!(${Object.keys(known).join("|")})$)`;
}

/** A credential must be encrypted; other values may be. */
function settingSchema({ description, isSecret }: VendorSetting): JsonSchema {
  return isSecret ? { description, ...secure } : { description, anyOf: [{ not: { type: "array" } }, secure] };
}

/** The schema with every value also encrypted. The engine passes a number or a boolean as text. */
function orSecure(schema: unknown): unknown {
  const { description, default: fallback, ...rest } = Object(schema);
  const { properties, items, additionalProperties } = rest;
  const value = {
    ...rest,
    ...(rest.type === "string" && rest.enum === undefined && { type: ["string", "boolean", "integer"] }),
    ...(properties && { properties: mapValues(properties, orSecure) }),
    ...(items && { items: orSecure(items) }),
    ...(additionalProperties && { additionalProperties: orSecure(additionalProperties) }),
  };
  return {
    ...(description && { description }),
    ...(fallback !== undefined && { default: fallback }),
    anyOf: [value, secure],
  };
}

function mapValues(record: JsonSchema, change: (value: unknown) => unknown): JsonSchema {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
