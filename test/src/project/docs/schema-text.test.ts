import { expect, it } from "vitest";
import { propertyRows, type Schema, schemaText } from "../../../../src/project/docs/schema-text.ts";

it.each<[Schema, string]>([
  [{ type: "string" }, "text"],
  [{ type: "string", format: "date-time" }, "text (date-time)"],
  [{ type: ["integer", "null"] }, "whole number or null"],
  [{ type: "array", items: { $ref: "#/components/schemas/Tenant" } }, "list of [Tenant](#tenant)"],
  [{ enum: ["read", 3] }, '`"read"`, `3`'],
  [{ anyOf: [{ type: "string" }, { type: "null" }] }, "text or null"],
  [{ allOf: [{ $ref: "#/components/schemas/A" }, { type: "object" }] }, "[A](#a) and object"],
  [{}, "anything"],
])("%j reads %s", (schema, text) => {
  expect(schemaText(schema)).toBe(text);
});

it("lists the properties of an object, including nested objects and lists", () => {
  const schema: Schema = {
    type: "object",
    required: ["id"],
    properties: {
      id: { type: "string", description: "Ours." },
      owner: { type: "object", required: ["login"], properties: { login: { type: "string" } } },
      members: { type: "array", items: { type: "object", properties: { login: { type: "string" } } } },
    },
  };
  expect(propertyRows(schema)).toEqual([
    ["`id`", "text", "yes", "Ours."],
    ["`owner`", "object", "", ""],
    ["`owner.login`", "text", "yes", ""],
    ["`members`", "list of object", "", ""],
    ["`members[].login`", "text", "", ""],
  ]);
});
