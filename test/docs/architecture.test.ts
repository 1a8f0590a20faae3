import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { root } from "../support/documentation.ts";

const { default: rules } = z
  .object({ default: z.object({ forbidden: z.array(z.object({ name: z.string(), to: z.unknown() })) }) })
  .parse(await import(join(root, ".dependency-cruiser.mjs")));

/** The folders in the order that lint enforces, from the lowest one: its rule names all the others. */
const order = rules.forbidden
  .filter(({ name }) => name.startsWith("direction: "))
  .slice(0, 1)
  .flatMap(({ name, to }) => {
    const { path } = z.object({ path: z.array(z.string()) }).parse(to);
    return [name.slice("direction: ".length), ...path.map((pattern) => pattern.slice("^".length, -"/".length))];
  });

it("the picture has the floors of the import rules in their order, and every folder on its floor", () => {
  expect(picture().toReversed()).toEqual(floorsOf(order));
});

/**
 * Each row of the picture that begins with a floor, with its folders. A row without a floor continues the
 * previous one.
 */
function picture(): [string, string[]][] {
  const text = readFileSync(join(root, "docs/architecture.md"), "utf8");
  const lines = [...text.matchAll(/^ {4}\| (.{12,}?)\|(?: .*)?$/gm)].map(([, line = ""]) => line);
  const rows: [string, string[]][] = [];
  for (const line of lines) {
    const floor = /^[a-z/]+/.exec(line)?.[0];
    if (floor !== undefined) {
      rows.push([floor, []]);
    }
    const names = order.flatMap((path) =>
      path.startsWith(`${rows.at(-1)?.[0]}/`) ? [path.split("/").at(-1) ?? ""] : [],
    );
    rows.at(-1)?.[1].push(...names.filter((name) => new RegExp(`[ ,]${name}(?![\\w-])`).test(line)));
  }
  return rows.map(([floor, names]) => [floor, names.sort()]);
}

/** The same, from the list of layers. Floors outside src list no folders. */
function floorsOf(folders: readonly string[]): [string, string[]][] {
  const floorOf = (path: string) =>
    (path.startsWith("src/") ? path.split("/").slice(0, 2).join("/") : path.split("/")[0]) ?? "";
  const floors = [...new Set(folders.map(floorOf))];
  return floors.map((floor) => [
    floor,
    floor.startsWith("src/")
      ? folders
          .filter((path) => path.startsWith(`${floor}/`))
          .map((path) => path.split("/").at(-1) ?? "")
          .sort()
      : [],
  ]);
}
