import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { checkInputs } from "../../providers/check-inputs.ts";
import { unknownValue } from "../../providers/unknown.ts";

const Inputs = z.strictObject({
  name: z.string({ error: "must be a string" }).regex(/^[a-z]+$/, "must be lower case"),
  size: z.int({ error: "must be a whole number" }).max(9, "must be at most 9").default(1),
  tags: z
    .array(z.string({ error: "must be a string" }))
    .max(2, "must be at most two")
    .optional(),
  nested: z
    .strictObject({ mode: z.enum(["a", "b"], { error: "must be a or b" }), deep: z.array(z.number()) })
    .optional(),
  key: z.string({ error: "must be a string" }).min(8, "must have at least 8 characters").optional(),
  box: z.strictObject({ lock: z.string(), open: z.boolean({ error: "must be true or false" }) }).optional(),
});

const specification = {
  inputs: Inputs,
  secretInputs: ["key"],
  secretWhen: { box: (value: unknown) => JSON.stringify(value)?.includes("lock") ?? false },
  rules: [
    ({ name, size }: Partial<z.output<typeof Inputs>>) =>
      name === "big" && size !== undefined && size < 5 ? { property: "size", reason: "must be big" } : undefined,
  ],
};

const failuresOf = (news: Record<string, unknown>) =>
  checkInputs(specification, news).failures.map(({ property, reason }) => `${property} ${reason}`);

describe("checkInputs", () => {
  test.each<[Record<string, unknown>, string]>([
    [{}, "name is required"],
    [{ name: "A" }, 'name must be lower case (it is "A")'],
    [{ name: 7 }, "name must be a string (it is 7)"],
    [{ name: "a", size: 10 }, "size must be at most 9 (it is 10)"],
    [{ name: "a", tags: ["x", 1] }, "tags.1 must be a string (it is 1)"],
    [{ name: "a", nested: { mode: "c", deep: [] } }, 'nested.mode must be a or b (it is "c")'],
    [
      { name: "a", nam: 1 },
      "nam is not a property of this resource; did you mean name? (known: name, size, tags, nested, key, box)",
    ],
    [{ name: "big", size: 2 }, "size must be big"],
  ])("%j: %s", (news, message) => {
    expect(failuresOf(news)).toEqual([message]);
  });

  test("names every wrong property, and applies the rules only to valid ones", () => {
    expect(failuresOf({ name: "B", size: 99 })).toEqual([
      'name must be lower case (it is "B")',
      "size must be at most 9 (it is 99)",
    ]);
  });

  test("shortens a long value", () => {
    const [message] = failuresOf({ name: "A".repeat(500) });

    expect(message?.length).toBeLessThan(200);
  });

  test("shows no value of a secret property, or of one that contains a secret at any depth", () => {
    expect(failuresOf({ name: "a", key: "hushhus" })).toEqual([
      "key must have at least 8 characters (the value is secret)",
    ]);
    expect(failuresOf({ name: "a", box: { lock: "hush-hush", opn: 1 } }).join()).not.toContain("hush");
  });

  test("fills in defaults and omits properties that are not given", () => {
    expect(checkInputs(specification, { name: "a", tags: undefined }).inputs).toEqual({ name: "a", size: 1 });
  });

  test.each<[string, Record<string, unknown>]>([
    ["a property", { name: unknownValue, size: unknownValue, nested: unknownValue, key: unknownValue }],
    ["an element", { name: "a", tags: [unknownValue, unknownValue, unknownValue] }],
    ["a field", { name: "a", nested: { mode: unknownValue, deep: [] } }],
    ["a number in a list in an object", { name: "a", nested: { mode: "a", deep: [unknownValue] } }],
  ])("accepts values that are unknown at preview: %s", (_case, news) => {
    const { inputs, failures } = checkInputs(specification, news);

    expect(failures).toEqual([]);
    expect(inputs).toMatchObject(news);
  });

  test("an unknown value does not hide other errors", () => {
    expect(failuresOf({ name: "a", nested: { mode: "c", deep: [unknownValue] } })).toEqual([
      'nested.mode must be a or b (it is "c")',
    ]);
  });

  test("is idempotent: it accepts its own result and returns the same", () => {
    const maybeUnknown = <T>(values: fc.Arbitrary<T>) => fc.oneof(values, fc.constant(unknownValue));
    const given = fc.record(
      {
        name: maybeUnknown(fc.stringMatching(/^[a-z]+$/)),
        size: maybeUnknown(fc.integer({ min: 5, max: 9 })),
        tags: maybeUnknown(fc.array(maybeUnknown(fc.string()), { maxLength: 2 })),
        nested: fc.record({
          mode: maybeUnknown(fc.constantFrom("a", "b")),
          deep: fc.array(maybeUnknown(fc.integer())),
        }),
      },
      { requiredKeys: ["name"] },
    );

    fc.assert(
      fc.property(given, (news) => {
        const once = checkInputs(specification, news);
        expect(once.failures).toEqual([]);
        expect(checkInputs(specification, once.inputs)).toEqual(once);
      }),
    );
  });
});
