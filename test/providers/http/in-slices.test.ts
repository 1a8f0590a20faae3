import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { forEachInSlices, parseListInSlices } from "../../../providers/http/in-slices.ts";
import { seededRandom } from "../../support/seeded-random.ts";

/** Long enough to be parsed in slices. */
const padding = Array.from({ length: 4_000 }, (_item, index) => ({
  key: `5a4db000-0000-4000-8000-${index}`,
  text: '"],{[\\',
}));

test("a large list is parsed as by JSON.parse, for any content", async () => {
  const spaces = fc.constantFrom(undefined, 1, "\t");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue(), { maxLength: 5 }),
      fc.jsonValue(),
      spaces,
      async (items, other, space) => {
        const licenses = [...items, ...padding, ...items];
        for (const body of [
          { data: { licenses, other }, other },
          { other, data: { other, licenses } },
          { licenses, other },
        ]) {
          const text = JSON.stringify(body, null, space);
          expect(await parseListInSlices(text, "licenses")).toEqual(JSON.parse(text));
        }
      },
    ),
    { numRuns: 25 },
  );
});

test("invalid JSON is undefined, wherever the error is", async () => {
  const text = JSON.stringify({ data: { licenses: padding }, success_msg: "" });
  const random = seededRandom(1);
  for (let count = 0; count < 20; count += 1) {
    const broken = text.slice(0, Math.floor(random() * text.length));
    expect(await parseListInSlices(broken, "licenses")).toBeUndefined();
  }
  expect(await parseListInSlices(text.replace("},{", "},,{"), "licenses")).toBeUndefined();
  expect(await parseListInSlices(text.replace("}]", "},]"), "licenses")).toBeUndefined();
});

test("other work runs while a large list is parsed, and no entry is skipped", async () => {
  const items = Array.from({ length: 200_000 }, (_item, index) => ({ index }));
  const text = JSON.stringify({ data: { licenses: items } });
  let turns = 0;
  let isOver = false;
  const others = (async () => {
    while (!isOver) {
      turns += 1;
      await setImmediate();
    }
  })();

  const body = await parseListInSlices(text, "licenses");
  const seen: number[] = [];
  await forEachInSlices(Object(body).data.licenses as { index: number }[], ({ index }) => seen.push(index));
  isOver = true;
  await others;

  expect(seen).toEqual(items.map(({ index }) => index));
  expect(turns).toBeGreaterThan(3);
});
