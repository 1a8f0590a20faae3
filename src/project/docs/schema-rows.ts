import { z } from "zod";

/** One input or output, or one property of it, as a page shows it. */
export interface SchemaRow {
  /** The path, such as "ssl.settings.http2". */
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  /** As JSON; undefined if there is none. */
  readonly fallback: string | undefined;
  readonly text: string;
}

/** The properties of a schema, including those of nested objects. */
export function schemaRows(schema: z.ZodObject, parent = ""): SchemaRow[] {
  return Object.entries(schema.shape).flatMap(([key, property]) => {
    const name = parent === "" ? key : `${parent}.${key}`;
    const core = unwrap(property);
    const { item, path } = itemOf(core, name);
    const below = item instanceof z.ZodObject ? schemaRows(item, path) : [];
    return [rowOf(name, property), ...below];
  });
}

/** The schema of the items of a list or map, with their path. An object is its own schema. */
function itemOf(schema: z.core.$ZodType, name: string): { readonly item: z.core.$ZodType; readonly path: string } {
  if (schema instanceof z.ZodArray) {
    return { item: unwrap(schema.element), path: `${name}[]` };
  }
  return schema instanceof z.ZodRecord
    ? { item: unwrap(schema.valueType), path: `${name}.*` }
    : { item: schema, path: name };
}

function rowOf(name: string, property: z.core.$ZodType): SchemaRow {
  const absent = z.safeParse(property, undefined);
  const fallback = absent.success ? JSON.stringify(absent.data) : undefined;
  return {
    name,
    type: typeOf(property),
    isRequired: !absent.success,
    fallback,
    text: descriptionOf(property),
  };
}

/** What a schema says of itself, and the rules of its checks. */
export function descriptionOf(schema: z.core.$ZodType): string {
  const text = z.globalRegistry.get(schema)?.description ?? "";
  return [text, ...rulesOf(schema).map(toSentence)].filter((part) => part !== "").join(" ");
}

/** The schema inside optional, default and transform. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrap(schema.def.innerType);
  }
  return schema instanceof z.ZodPipe ? unwrap(schema.in) : schema;
}

function typeOf(schema: z.core.$ZodType): string {
  const core = unwrap(schema);
  if (core instanceof z.ZodEnum) {
    return core.options.map((option) => `\`${option}\``).join(", ");
  }
  if (core instanceof z.ZodLiteral) {
    return [...core.values].map((value) => `\`${value}\``).join(", ");
  }
  if (core instanceof z.ZodUnion) {
    return core.options.map(typeOf).join(" or ");
  }
  if (core instanceof z.ZodArray) {
    return `list of ${typeOf(core.element)}`;
  }
  if (core instanceof z.ZodRecord) {
    return `map of ${typeOf(core.valueType)}`;
  }
  if (core instanceof z.ZodNumberFormat) {
    return "whole number";
  }
  return typeNames[core._zod.def.type] ?? "JSON value";
}

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "number",
  boolean: "`true` or `false`",
  object: "object",
};

/** The rules of the schema's own checks: "must be at least 1". */
function rulesOf(schema: z.core.$ZodType): string[] {
  const checks = unwrap(schema)._zod.def.checks ?? [];
  return checks.flatMap((check) => {
    const error: unknown = check._zod.def.error;
    const message: unknown = typeof error === "function" ? error({}) : undefined;
    return typeof message === "string" ? [message] : [];
  });
}

function toSentence(rule: string): string {
  return `${rule.charAt(0).toUpperCase()}${rule.slice(1)}.`;
}
