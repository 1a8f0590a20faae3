import { describe, expect, it } from "vitest";
import { pagesAhead } from "../../../providers/http/pages-ahead.ts";
import { collect } from "../../support/collect.ts";

/** A vendor with this many pages, which records the concurrent requests. */
function vendorOf(pageCount: number, { expected = pageCount, failing = 0 } = {}) {
  const asked: number[] = [];
  const seen = { atOnce: 0, atOnceMax: 0 };
  return {
    asked,
    seen,
    pages: pagesAhead({
      fetch: async (page) => {
        asked.push(page);
        seen.atOnce += 1;
        seen.atOnceMax = Math.max(seen.atOnceMax, seen.atOnce);
        await new Promise(setImmediate);
        seen.atOnce -= 1;
        if (page === failing) {
          throw new Error(`page ${page} is lost`);
        }
        return { page, isLast: page >= pageCount };
      },
      expectedOf: () => expected,
      atOnce: 4,
      pagesMax: 50,
    }),
  };
}

describe("pagesAhead", () => {
  it("returns every page in order, and requests a few of them at once", async () => {
    const { asked, seen, pages } = vendorOf(20);
    const yielded: number[] = [];

    for await (const { page, isLast } of pages) {
      yielded.push(page);
      if (isLast) {
        break;
      }
    }

    expect(yielded).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(asked).toHaveLength(20);
    expect(seen.atOnceMax).toBe(4);
  });

  it("requests one page after the other if their number is unknown", async () => {
    const { asked, seen, pages } = vendorOf(3, { expected: 1 });

    for await (const { isLast } of pages) {
      if (isLast) {
        break;
      }
    }

    expect(asked).toEqual([1, 2, 3]);
    expect(seen.atOnceMax).toBe(1);
  });

  it("fails with the first failing page, and leaves no failure of a later page unhandled", async () => {
    await expect(collect(vendorOf(20, { failing: 3 }).pages)).rejects.toThrow("page 3 is lost");
  });

  it("ends even if a vendor returns pages without end", async () => {
    expect(await collect(vendorOf(1_000).pages)).toHaveLength(50);
  });
});
