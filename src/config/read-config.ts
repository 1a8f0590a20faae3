import { readFileSync } from "node:fs";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { ConfigError, type ConfigProblem } from "./config-problem.ts";
import { ruleProblems } from "./config-rules.ts";
import { ControlPlaneConfig } from "./control-plane-config.ts";
import { type Environment, resolveReferences } from "./resolve-references.ts";
import { schemaAt } from "./schema-at.ts";
import { isSecret } from "./secret.ts";

/** Reads marketplane.yaml; throws ConfigError with everything that is wrong, each with its key and line. */
export function readConfig(file: string, environment: Environment): ControlPlaneConfig {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new ConfigError(file, [{ key: "", what: `cannot be read (${reason}); name another file with --config` }]);
  }
  return parseConfig(text, file, environment);
}

/** The same of a text. */
export function parseConfig(text: string, file: string, environment: Environment): ControlPlaneConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message, pos }) => ({
      key: "",
      line: lines.linePos(pos[0]).line,
      what: `is no YAML: ${message}`,
    }));
    throw new ConfigError(file, problems);
  }
  const { input, problems: references } = resolveReferences(document.toJS(), ControlPlaneConfig, environment);
  const parsed = ControlPlaneConfig.safeParse(input ?? {});
  const others = parsed.success
    ? ruleProblems(parsed.data)
    : parsed.error.issues.flatMap((issue) => toProblems(issue, input));
  const known = new Set(references.map(({ key }) => key));
  const problems = [...references, ...others.filter(({ key }) => !known.has(key))];
  if (problems.length > 0 || !parsed.success) {
    throw new ConfigError(file, withLines(problems, document, lines));
  }
  return parsed.data;
}

function toProblems(issue: z.core.$ZodIssue, input: unknown): ConfigProblem[] {
  const path = issue.path.map(String);
  const schema = schemaAt(ControlPlaneConfig, issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = schema instanceof z.ZodObject ? Object.keys(schema.shape).join(", ") : "none";
    return issue.keys.map((key) => ({ key: [...path, key].join("."), what: `is not known here; there is ${known}` }));
  }
  const value = valueAt(input, issue.path);
  if (value === undefined) {
    return [{ key: path.join("."), what: "is required" }];
  }
  const isHidden = typeof value === "object" || (schema !== undefined && isSecret(schema));
  return [{ key: path.join("."), what: `${issue.message}${isHidden ? "" : ` (it is ${JSON.stringify(value)})`}` }];
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}

/** In the order of the file; what is missing stands at the key that should hold it. */
function withLines(problems: readonly ConfigProblem[], document: Document, lines: LineCounter): ConfigProblem[] {
  return problems
    .map((problem) => ({ ...problem, line: lineOf(problem.key, document, lines) }))
    .sort((left, right) => (left.line ?? 0) - (right.line ?? 0));
}

function lineOf(key: string, document: Document, lines: LineCounter): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  let rest = key;
  while (rest !== "" && isMap(node)) {
    // A plan's slug may have dots of its own.
    const pair = node.items.find((item) => {
      const name = isScalar(item.key) ? String(item.key.value) : "";
      return rest === name || rest.startsWith(`${name}.`);
    });
    if (pair === undefined) {
      break;
    }
    const name = isScalar(pair.key) ? String(pair.key.value) : "";
    offset = isNode(pair.key) ? pair.key.range?.[0] : offset;
    node = pair.value;
    rest = rest.slice(name.length + 1);
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}
