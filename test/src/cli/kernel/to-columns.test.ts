import { expect, it } from "vitest";
import { toColumns } from "../../../../src/cli/kernel/to-columns.ts";

it("aligns columns by their width on a terminal, not by the length of the text", () => {
  const rows = [
    ["東京", "ci"],
    ["🚀", "ci"],
    ["e\u0301t\u00e9", "ci"],
    ["\u001b[31mred\u001b[39m", "ci"],
    ["acme", "ci"],
  ];
  expect(toColumns(["NAME", "SCOPE"], rows)).toBe(
    [
      "NAME  SCOPE\n",
      "東京  ci\n",
      "🚀    ci\n",
      "e\u0301t\u00e9   ci\n",
      "\u001b[31mred\u001b[39m   ci\n",
      "acme  ci\n",
    ].join(""),
  );
});
