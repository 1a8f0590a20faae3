import fc from "fast-check";
import { expect, it } from "vitest";
import { cutJsonArray } from "../../../../src/fleet/drift/cut-json-array.ts";

async function* inPieces(text: string, size: number) {
  for (let from = 0; from < text.length; from += size) {
    yield text.slice(from, from + size);
  }
}

const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), { maxLength: 5 });

it("passes on every object of the array and returns the rest, for any chunks and layout of the text", async () => {
  await fc.assert(
    fc.asyncProperty(
      objects,
      objects,
      fc.string(),
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom(undefined, 2, 4),
      async (resources, pending, text, size, indent) => {
        const rest = {
          version: 3,
          deployment: { before: { resources: [text] }, pending_operations: pending, after: text },
        };
        const { before, ...after } = rest.deployment;
        const whole = { ...rest, deployment: { before, resources, ...after } };
        const cut: unknown[] = [];

        const left = await cutJsonArray(inPieces(JSON.stringify(whole, null, indent), size), "resources", (element) =>
          cut.push(element),
        );

        expect(JSON.stringify(cut)).toBe(JSON.stringify(resources));
        expect(JSON.stringify(left)).toBe(
          JSON.stringify({ ...whole, deployment: { ...whole.deployment, resources: [] } }),
        );
      },
    ),
  );
});

it("fails on a text that ends too early, and on one that is not JSON", async () => {
  const ignore = () => undefined;
  await expect(
    cutJsonArray(inPieces('{"deployment":{"resources":[{"a":1},{', 7), "resources", ignore),
  ).rejects.toThrow();
  await expect(cutJsonArray(inPieces("error: no stack", 4), "resources", ignore)).rejects.toThrow();
});
