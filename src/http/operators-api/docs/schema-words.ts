import { html } from "hono/html";
import type { Markup } from "../../ui/page.ts";
import type { ApiDocument } from "./api-document.ts";

type Schemas = NonNullable<NonNullable<ApiDocument["components"]>["schemas"]>;
/** A schema of an OpenAPI 3.1 document, or a reference to one. */
export type Schema = Schemas[string];

const referenceStart = "#/components/schemas/";

/** A schema in a few words, such as "array of string" or a link to a named schema. */
export function schemaWords(schema: Schema | undefined): Markup {
  if (schema === undefined) {
    return html`anything`;
  }
  if (isReference(schema)) {
    const name = schema.$ref.slice(referenceStart.length);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.enum !== undefined) {
    const values: readonly unknown[] = schema.enum;
    return join(
      values.map((value) => html`<code>${JSON.stringify(value)}</code>`),
      ", ",
    );
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    return join(choices.map(schemaWords), " or ");
  }
  if (schema.allOf !== undefined) {
    return join(schema.allOf.map(schemaWords), " and ");
  }
  if (schema.type === "array") {
    return html`array of ${schemaWords(schema.items)}`;
  }
  const types = [schema.type ?? "anything"].flat().join(" or ");
  return html`${schema.format === undefined ? types : `${types} (${schema.format})`}`;
}

/** The properties of an object's schema as a table; empty for any other schema. */
export function propertyTable(schema: Schema): Markup {
  const properties = "properties" in schema ? Object.entries(schema.properties ?? {}) : [];
  if (properties.length === 0) {
    return html`<p>${schemaWords(schema)}</p>`;
  }
  const required = ("required" in schema && schema.required) || [];
  return html`<table>
    ${properties.map(
      ([name, property]) => html`<tr>
        <td><code>${name}</code>${required.includes(name) ? "" : html` <span class="quiet">optional</span>`}</td>
        <td>${schemaWords(property)}</td>
        <td>${"description" in property ? property.description : ""}</td>
      </tr>`,
    )}
  </table>`;
}

function isReference(schema: Schema): schema is Extract<Schema, { $ref: string }> {
  return "$ref" in schema && schema.$ref !== undefined;
}

function join(parts: readonly Markup[], separator: string): Markup {
  return html`${parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]))}`;
}
