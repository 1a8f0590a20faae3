import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readSeries } from "../../src/project/docs/metrics-page.ts";
import { root } from "../support/documentation.ts";

const Rule = z.strictObject({
  alert: z.string().regex(/^[A-Z][A-Za-z]+$/),
  expr: z.string(),
  for: z
    .string()
    .regex(/^\d+[smh]$/)
    .optional(),
  labels: z.strictObject({ severity: z.enum(["page", "ticket"]) }),
  annotations: z.strictObject({ summary: z.string(), page: z.string() }),
});
const Rules = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(Rule) })),
});

const rules = Rules.parse(parse(readFileSync(join(root, "deploy/prometheus/alerts.yaml"), "utf8"))).groups.flatMap(
  (group) => group.rules,
);
const pages = join(root, "docs/operations/incidents");
/** Labels and series that Prometheus adds to every scrape. */
const prometheus = { name: "up", labels: ["job", "instance"] };
const series = seriesByName();

describe.each(rules.map((rule) => [rule.alert, rule] as const))("the alert %s", (alert, rule) => {
  it("is a valid Prometheus expression", () => {
    const faults: string[] = [];
    parser.parse(rule.expr).iterate({
      enter: ({ type, from, to }) => {
        if (type.isError) {
          faults.push(`${from}: ${rule.expr.slice(from, to)}`);
        }
      },
    });
    expect(faults).toEqual([]);
  });

  it("uses only existing series and labels", () => {
    const asked = selectorsOf(rule.expr);
    expect(asked.length).toBeGreaterThan(0);
    for (const { name, labels } of asked) {
      expect(series.get(name), name).toBeDefined();
      expect(series.get(name)).toEqual(expect.arrayContaining(labels));
    }
  });

  it("has a page with its meaning, its impact, the investigation and the fix", () => {
    const file = `${alert.replaceAll(/(?!^)([A-Z])/g, "-$1").toLowerCase()}.md`;
    expect(rule.annotations.page).toBe(`docs/operations/incidents/${file}`);
    expect(existsSync(join(pages, file)), file).toBe(true);
    const text = readFileSync(join(pages, file), "utf8");
    expect(text.startsWith(`# ${alert}\n`)).toBe(true);
    for (const part of ["**Meaning.**", "**Impact.**", "## Investigate", "## Fix"]) {
      expect(text).toContain(part);
    }
  });

  it("is in the table of alerts with its severity", () => {
    const text = readFileSync(join(root, "docs/operations/alerts.md"), "utf8");
    const row = text.split("\n").find((line) => line.includes(`[${alert}](`));
    expect(row).toContain(`| ${rule.labels.severity} |`);
  });
});

it("no page describes an alert that does not exist", () => {
  const expected = rules.map(({ annotations }) => annotations.page.split("/").at(-1));
  expect(readdirSync(pages).sort()).toEqual(expected.sort());
});

/** The label names of every series, including those of Prometheus and of a histogram's parts. */
function seriesByName(): Map<string, string[]> {
  const { controlPlane, watcher } = readSeries();
  const own = [...controlPlane, ...watcher].flatMap(({ name, type, labelNames }): [string, string[]][] => {
    const labels = [...labelNames, ...prometheus.labels];
    if (type !== "histogram") {
      return [[name, labels]];
    }
    return [
      [`${name}_bucket`, [...labels, "le"]],
      [`${name}_sum`, labels],
      [`${name}_count`, labels],
    ];
  });
  return new Map([[prometheus.name, prometheus.labels], ...own]);
}

/** Every series of an expression with the labels that it selects by. */
function selectorsOf(expression: string): { name: string; labels: string[] }[] {
  const found: { name: string; labels: string[] }[] = [];
  parser.parse(expression).iterate({
    enter: ({ name, node }) => {
      if (name !== "VectorSelector") {
        return;
      }
      const text = expression.slice(node.from, node.to);
      const [metric = ""] = /^\w+/.exec(text) ?? [];
      const labels = [...text.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = ""]) => label);
      found.push({ name: metric, labels });
    },
  });
  return found;
}
