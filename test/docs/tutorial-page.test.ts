import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { codeOf, root } from "../support/documentation.ts";
import { isAsShown, readSession } from "../support/documented-session.ts";

const file = "docs/tutorial.md";
const text = readFileSync(join(root, file), "utf8");
const steps = await readSession("tutorial.md", "tutorial");

it("has only commands that the tests run, and only output that they compare", () => {
  const fences = [...text.matchAll(/^```(.+)$/gm)].map(([, info]) => info);
  expect(new Set(fences)).toEqual(new Set(["sh {tutorial}", "text {output}"]));
  expect(steps.length).toBeGreaterThan(10);
  expect(fences.filter((info) => info === "text {output}")).toHaveLength(
    steps.filter(({ output }) => output !== undefined).length,
  );
  const indented = codeOf({ file, text: text.replaceAll(/^```.*\n[\s\S]*?^```$/gm, "") });
  expect(indented.filter((code) => code.includes("\n"))).toEqual([]);
});

it.each([
  ["a\nb", "a\nb", true],
  ["  a   b\n", "a b", true],
  ["a\nx\ny\nb", "a\n…\nb", true],
  ["a\nb", "a\n…\nb", true],
  ["took 3 ms", "took … ms", true],
  ["a.b", "axb", false],
  ["a\nb\nc", "a\nb", false],
  ["b\na", "a\n…\nb", false],
  ["", "a", false],
])("%j shown as %j: %j", (output, shown, isRight) => {
  expect(isAsShown(output, shown)).toBe(isRight);
});
