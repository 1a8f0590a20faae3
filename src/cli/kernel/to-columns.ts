import stringWidth from "string-width";

/**
 * Rows as text in aligned columns below a head, each line with its end; a row's cells are in the order of the
 * head.
 */
export function toColumns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => stringWidth(line[column] ?? ""))));
  return lines
    .map((line) => line.map((cell, column) => padEnd(cell, widths[column] ?? 0)).join("  "))
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/**
 * Counts columns of the terminal, not code units: an emoji or a Chinese character takes two, a combining
 * accent none.
 */
function padEnd(cell: string, width: number): string {
  return cell + " ".repeat(Math.max(0, width - stringWidth(cell)));
}
