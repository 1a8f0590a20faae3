import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { figure } from "../../bench/figure.ts";
import { resultsTable } from "../../bench/results-table.ts";

it("the table has a row for each figure, with a verdict if it has a target", () => {
  const figures = [
    figure("a: calls", 6, "calls", { is: "at most", limit: 7 }),
    figure("b: time", 2.5, "s", { is: "at most", limit: 2 }),
    figure("c: floor", 1, "s"),
  ];
  const lines = stripVTControlCharacters(resultsTable(figures, process.stdout)).split("\n");
  expect(lines.map((line) => line.replaceAll(/\s+/g, " ").trim())).toEqual([
    "figure value unit target",
    "a: calls 6 calls at most 7 met",
    "b: time 2.5 s at most 2 MISSED",
    "c: floor 1 s",
  ]);
});
