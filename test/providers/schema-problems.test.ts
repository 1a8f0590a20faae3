import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkSchema } from "../../providers/schema-problems.ts";

const schema = z.strictObject({
  owner: z.strictObject({ login: z.email() }),
  seats: z.int().min(1).max(10).multipleOf(2),
  names: z.array(z.string().min(1)).min(2),
  kind: z.enum(["a", "b", "1.0"]),
  one: z.literal("x"),
  key: z.string().regex(/^k/),
  adopt: z.union([z.boolean(), z.string()]),
  link: z.url(),
  map: z.record(z.string(), z.number()),
});
const valid = {
  owner: { login: "a@b.example" },
  seats: 2,
  names: ["a", "b"],
  kind: "a",
  one: "x",
  key: "k",
  adopt: true,
  link: "https://a.example",
  map: {},
};

function said(change: Readonly<Record<string, unknown>>): string[] {
  const { problems = [] } = checkSchema(schema, { ...valid, ...change });
  return problems.map(({ path, what }) => `${path.join(".")} ${what}`);
}

describe("a schema's errors", () => {
  it.each([
    [{ owner: null }, "owner must be an object (it is null)"],
    [{ owner: "a@b.example" }, 'owner must be an object (it is "a@b.example")'],
    [{ owner: { login: "a" } }, 'owner.login must be an email address (it is "a")'],
    [{ owner: {} }, "owner.login is required"],
    [{ owner: undefined }, "owner is required"],
    [{ owner: { login: "a@b.example", lgin: 1 } }, "owner.lgin is not known; did you mean login? (known: login)"],
    [{ seats: "2" }, 'seats must be a number (it is "2")'],
    [{ seats: 1.5 }, "seats must be a whole number (it is 1.5)"],
    [{ seats: 0 }, "seats must be at least 1 (it is 0)"],
    [{ seats: 12 }, "seats must be at most 10 (it is 12)"],
    [{ seats: 3 }, "seats must be a multiple of 2 (it is 3)"],
    [{ names: 7 }, "names must be a list (it is 7)"],
    [{ names: ["a"] }, "names must have at least 2 entries"],
    [{ names: ["a", ""] }, 'names.1 must not be empty (it is "")'],
    [{ kind: "c" }, 'kind must be one of a, b, 1.0 (it is "c")'],
    [{ kind: 1 }, 'kind must be one of a, b, 1.0; write it as a text, in quotes: "1.0" (it is 1)'],
    [{ one: "y" }, 'one must be x (it is "y")'],
    [{ key: "a" }, 'key must match /^k/ (it is "a")'],
    [{ adopt: 1 }, "adopt must be true or false or a string (it is 1)"],
    [{ link: "a" }, 'link must be a URL (it is "a")'],
    [{ map: [] }, "map must be an object"],
    [{ map: { a: "1" } }, 'map.a must be a number (it is "1")'],
  ])("%j are in plain words", (change, expected) => {
    expect(said(change)).toEqual([expected]);
  });

  it("never contain the library's own messages or a secret", () => {
    const wrong = { owner: 1, seats: null, names: {}, kind: 1, one: null, key: 7, adopt: {}, link: 1, map: "x" };
    expect(said(wrong).join("\n")).not.toMatch(/expected|received|invalid/i);
    const { problems } = checkSchema(schema, { ...valid, key: "hunter2" }, { isSecret: ([name]) => name === "key" });
    expect(problems).toEqual([{ path: ["key"], what: "must match /^k/ (the value is secret)" }]);
  });
});
