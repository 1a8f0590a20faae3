import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fillMarkers } from "./fill-markers.ts";
import { type ReferencePage, referenceFolder } from "./reference-pages.ts";
import { toTable } from "./to-table.ts";

const name = "../decisions/README.md";

/** The index of the decisions, from their headings. */
export function decisionsPage(): ReferencePage {
  const present = readFileSync(join(referenceFolder, name), "utf8");
  const folder = join(referenceFolder, "../decisions");
  const rows = readdirSync(folder)
    .filter((file) => /^\d{4}-.*\.md$/.test(file))
    .sort()
    .map((file) => [`[${file.slice(0, 4)}](${file})`, titleOf(readFileSync(join(folder, file), "utf8"))]);
  return { name, present, expected: fillMarkers(name, present, { decisions: toTable(["", "decision"], rows) }) };
}

function titleOf(text: string): string {
  const title = /^# (?:\d+[:.]? *)?(.*)$/m.exec(text)?.[1] ?? "";
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}`;
}
