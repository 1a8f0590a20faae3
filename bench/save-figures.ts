import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Figure } from "./figure.ts";

const Saved = z.array(
  z.object({
    name: z.string(),
    value: z.number(),
    unit: z.string(),
    target: z.string().nullable(),
    met: z.boolean().nullable(),
  }),
);

/** Writes the figures of the measured cases to the file. The figures of other cases stay, ordered by case. */
export function saveFigures(file: string, figures: readonly Figure[]): void {
  const measured = new Set(figures.map(caseOf));
  const kept = readFigures(file).filter((one) => !measured.has(caseOf(one)));
  const all = [...kept, ...figures].toSorted((a, b) => caseOf(a).localeCompare(caseOf(b)));
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
}

function readFigures(file: string): readonly Figure[] {
  return existsSync(file) ? Saved.parse(JSON.parse(readFileSync(file, "utf8"))) : [];
}

/** The letter of its case, with which each figure's name begins. */
function caseOf({ name }: Figure): string {
  return name.slice(0, name.indexOf(":"));
}
