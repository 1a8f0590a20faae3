import { styleText } from "node:util";
import type { Figure } from "./figure.ts";

const numericColumn = 1;

/** The figures as a table: name, value, unit, target, and whether it is met. */
export function resultsTable(figures: readonly Figure[], stream: NodeJS.WriteStream): string {
  const header = ["figure", "value", "unit", "target", ""];
  const rows = figures.map(({ name, value, unit, target }) => [name, String(value), unit, target ?? ""]);
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === numericColumn ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  const judged = rows.map((row, index) => `${line(row)}${verdict(figures[index]?.met ?? null, stream)}`);
  return [styleText("bold", line(header), { stream }), ...judged].join("\n");
}

function verdict(met: boolean | null, stream: NodeJS.WriteStream): string {
  if (met === null) {
    return "";
  }
  return met ? `  ${styleText("green", "met", { stream })}` : `  ${styleText("red", "MISSED", { stream })}`;
}
