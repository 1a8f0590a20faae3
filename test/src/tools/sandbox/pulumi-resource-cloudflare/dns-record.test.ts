import { describe, expect, test } from "vitest";
import {
  compare,
  toInputs,
  toOutputs,
} from "../../../../../src/tools/sandbox/pulumi-resource-cloudflare/dns-record.ts";
import { toSecret } from "../../../../../src/tools/sandbox/pulumi-resource-cloudflare/engine-values.ts";

const inputs = {
  zoneId: "z",
  name: "www.saasprovider.com",
  type: "CNAME",
  content: "Target.saasprovider.com.",
  ttl: 300,
  proxied: true,
};
const wire = {
  id: "r",
  name: "www.saasprovider.com",
  type: "CNAME",
  content: "target.saasprovider.com",
  proxied: true,
  proxiable: true,
  ttl: 1,
  comment: null,
  tags: [],
  created_on: "2026-01-01T00:00:00.000000Z",
  modified_on: "2026-01-01T00:00:00.000000Z",
};

test("an equivalent value from the API keeps the user's spelling, so that nothing differs", () => {
  const outputs = toOutputs(wire, inputs);

  expect(outputs).toMatchObject(inputs);
  expect(compare(outputs, inputs).changed).toEqual([]);
});

test("a name without its zone is kept when the zone completes it, and only then", () => {
  const short = { ...inputs, name: "www" };

  expect(toOutputs(wire, short, "saasprovider.com").name).toBe("www");
  expect(toOutputs(wire, short, "other.com").name).toBe("www.saasprovider.com");
});

test("a change at the vendor is in the outputs and inputs of a refresh", () => {
  const outputs = toOutputs({ ...wire, content: "elsewhere.com", comment: "by hand" }, inputs);

  expect(toInputs(outputs)).toEqual({ ...inputs, content: "elsewhere.com", comment: "by hand" });
});

test("a secret input stays secret in the outputs", () => {
  const outputs = toOutputs(wire, { ...inputs, content: toSecret(inputs.content) });

  expect(outputs.content).toEqual(toSecret(inputs.content));
});

describe("a difference", () => {
  test.each([
    [{ content: "other.com" }, ["content"], []],
    [{ proxied: false, ttl: 300 }, ["proxied"], []],
    [{ comment: "new" }, ["comment"], []],
    [{ name: "other.saasprovider.com" }, ["name"], []],
    [{ tags: ["a"] }, ["tags"], []],
    [{ zoneId: "other" }, ["zoneId"], ["zoneId"]],
    [{ type: "TXT" }, expect.arrayContaining(["type"]), ["type"]],
    [{ content: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, ["content"], []],
  ])("of %o changes %o and replaces on %o", (change, changed, replaces) => {
    expect(compare(inputs, { ...inputs, ...change })).toEqual({ changed, replaces });
  });

  test.each([[{ comment: "" }], [{ tags: [] }], [{ content: "target.SAASPROVIDER.com" }], [{ ttl: 1 }]])(
    "of %o is none",
    (change) => {
      expect(compare(inputs, { ...inputs, ...change }).changed).toEqual([]);
    },
  );
});
