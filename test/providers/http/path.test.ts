import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { path } from "../../../providers/http/path.ts";

describe("path", () => {
  test.each(["", ".", ".."])("refuses %j, which would address another endpoint", (parameter) => {
    expect(() => path`/users/${parameter}`).toThrow(/cannot be part of a URL path/);
  });

  test("no parameter escapes its segment, for any value", () => {
    const parameters = fc.string({ unit: "grapheme" }).filter((text) => !["", ".", ".."].includes(text));

    fc.assert(
      fc.property(parameters, parameters, (first, second) => {
        const url = new URL(`https://vendor.example/v2${path`/a/${first}/b/${second}`}`);
        const segments = url.pathname.split("/").map(decodeURIComponent);

        expect(segments).toEqual(["", "v2", "a", first, "b", second]);
        expect([url.search, url.hash, url.host]).toEqual(["", "", "vendor.example"]);
      }),
    );
  });
});
