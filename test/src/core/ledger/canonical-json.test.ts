import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson } from "../../../../src/core/ledger/canonical-json.ts";

it("canonical JSON is the same for any order of the members", () => {
  expect(canonicalJson({ b: [1, { d: null, c: "é\n" }], a: -0 })).toBe('{"a":0,"b":[1,{"c":"é\\n","d":null}]}');
  expect(canonicalJson({ "\u{10000}": 1, "\uffff": 2 })).toBe('{"\u{10000}":1,"\uffff":2}');
});

it("omits values that JSON cannot represent", () => {
  expect(canonicalJson({ a: undefined, at: new Date(0), list: [undefined] })).toBe(
    '{"at":"1970-01-01T00:00:00.000Z","list":[null]}',
  );
});

it("parses to the same value, and two values have the same text only if they are equal", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
});
