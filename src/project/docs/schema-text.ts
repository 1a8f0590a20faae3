import type { ApiDocument } from "../../http/operators-api/docs/api-document.ts";

type Schemas = NonNullable<NonNullable<ApiDocument["components"]>["schemas"]>;
/** A schema of an OpenAPI 3.1 document, or a reference to one. */
export type Schema = Schemas[string];

const referenceStart = "#/components/schemas/";

/** A schema in a few words of Markdown, such as "list of text" or a link to a named schema. */
export function schemaText(schema: Schema | undefined): string {
  if (schema === undefined) {
    return "anything";
  }
  if (isReference(schema)) {
    const name = schema.$ref.slice(referenceStart.length);
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.enum !== undefined) {
    const values: readonly unknown[] = schema.enum;
    return values.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    return choices.map(schemaText).join(" or ");
  }
  if (schema.allOf !== undefined) {
    return schema.allOf.map(schemaText).join(" and ");
  }
  if (schema.type === "array") {
    return `list of ${schemaText(schema.items)}`;
  }
  const types = [schema.type ?? "anything"].flat().map(typeName).join(" or ");
  return schema.format === undefined ? types : `${types} (${schema.format})`;
}

/**
 * The properties of an object's schema as rows: path, type, whether it is required, and text. Nested objects
 * are included.
 */
export function propertyRows(schema: Schema, parent = ""): string[][] {
  if (isReference(schema) || !("properties" in schema)) {
    return [];
  }
  const required: readonly string[] = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const path = parent === "" ? key : `${parent}.${key}`;
    const text = "description" in property ? (property.description ?? "") : "";
    const items = !isReference(property) && property.type === "array" ? property.items : undefined;
    const below = items === undefined ? propertyRows(property, path) : propertyRows(items, `${path}[]`);
    return [[`\`${path}\``, schemaText(property), required.includes(key) ? "yes" : "", text], ...below];
  });
}

const typeNames: Readonly<Record<string, string>> = { string: "text", array: "list", integer: "whole number" };

function typeName(type: string): string {
  return typeNames[type] ?? type;
}

function isReference(schema: Schema): schema is Extract<Schema, { $ref: string }> {
  return "$ref" in schema && schema.$ref !== undefined;
}
