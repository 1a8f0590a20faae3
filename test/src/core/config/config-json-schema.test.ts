import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { configJsonSchema } from "../../../../src/core/config/config-json-schema.ts";

const root = join(import.meta.dirname, "../../../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

test("the published schema is up to date with `npm run docs`", () => {
  expect(read("docs/schemas/marketplane.schema.json"), "stale: run `npm run docs`").toBe(configJsonSchema());
});

test("an editor accepts the example, and marks a plain-text secret and an unknown key", () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(configJsonSchema()));
  const example: unknown = parse(read("examples/control-plane/marketplane.yaml"));

  expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...Object(example), surprise: 1 })).toBe(false);
  expect(validate({ ...Object(example), database: { url: "postgres://user:password@host/db" } })).toBe(false);
  expect(validate({ ...Object(example), listen: { port: "no" } })).toBe(false);
});
