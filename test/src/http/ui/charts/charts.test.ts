import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { barChart } from "../../../../../src/http/ui/charts/bar-chart.ts";
import { lineChart } from "../../../../../src/http/ui/charts/line-chart.ts";
import { niceMax } from "../../../../../src/http/ui/charts/nice-max.ts";

const labels = ["Mon", "Tue", "Wed"];

describe("a chart", () => {
  test("shows its values as a table, and its peak in its name", async () => {
    const chart = { title: "Requests", labels, series: [{ name: "answered", values: [3, 1_200, 0] }] };
    for (const markup of [await barChart(chart), await lineChart(chart)]) {
      const text = String(markup);
      expect(text).toContain('aria-label="Requests. answered: highest 1,200 at Tue."');
      for (const cell of ["3", "1,200", "0"]) {
        expect(text).toContain(`<td class="number">${cell}</td>`);
      }
      expect(text).not.toMatch(/style=|<script/);
    }
  });

  test("without values says so", async () => {
    const chart = { title: "Runs", labels, series: [{ name: "failed", values: [0, 0, 0] }] };
    expect(String(await barChart(chart))).toContain("failed: none");
    expect(String(await barChart({ ...chart, labels: [], series: [] }))).toContain("Runs");
  });

  test("interrupts a line where nothing was measured", async () => {
    const chart = { title: "Time", labels, series: [{ name: "run", values: [5, undefined, 7] }] };
    const text = String(await lineChart({ ...chart, format: (value: number) => `${value} s` }));
    expect(text.match(/class="line"/g)).toHaveLength(2);
    expect(text).toContain("Wed: run: 7 s");
    expect(text).toContain('<td class="number">–</td>');
  });

  test("escapes names", async () => {
    const text = String(await barChart({ title: "<b>", labels: ["<i>"], series: [{ name: "&", values: [1] }] }));
    expect(text).not.toMatch(/<b>|<i>/);
  });
});

test("a scale ends at a round number, just above the highest value", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1 }), (values) => {
      const highest = Math.max(1, ...values);
      const max = niceMax(values);
      expect(max).toBeGreaterThanOrEqual(highest);
      expect(max).toBeLessThanOrEqual(highest * 2);
      expect(Number(max.toPrecision(1))).toBe(max);
    }),
  );
});
