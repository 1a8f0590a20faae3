import { type Document, isNode, isScalar, isSeq, LineCounter, parseDocument, visit, type YAMLParseError } from "yaml";
import { aliasProblems, type NodeProblem, nodeProblems, pairOf, resolved } from "./check-nodes.ts";
import type { Position, TextProblem } from "./text-problem.ts";

/** The content of a YAML text, with positions. */
export interface YamlText {
  /** Undefined if there are problems; null for an empty text. */
  readonly value: unknown;
  readonly problems: readonly TextProblem[];
  /** The position of a property, or of the nearest existing parent. */
  positionOf(path: readonly PropertyKey[]): Position;
  /** A scalar value as written, such as 1.10. */
  sourceOf(path: readonly PropertyKey[]): string | undefined;
  /** The first position of a text, as a key or a value. */
  positionOfText(text: string): Position | undefined;
}

const start: Position = { line: 1, column: 1 };
const tooDeep = "is nested too deeply";

/** A text that cannot be parsed. */
export function unreadable(problem: TextProblem): YamlText {
  const nowhere = () => undefined;
  return { value: undefined, problems: [problem], positionOf: () => start, sourceOf: nowhere, positionOfText: nowhere };
}

/**
 * Reads one YAML 1.2 document with merge keys. Content that would crash later, or change its value silently,
 * is reported as a problem with its position. No message quotes a value, because it may be a secret.
 */
export function parseYaml(text: string): YamlText {
  const counter = new LineCounter();
  let texts: ReadonlyMap<string, number> | undefined;
  try {
    const document = parseDocument(text, parseOptions(counter));
    const at = (offset: number): Position => {
      const { line, col } = counter.linePos(offset);
      return line === 0 ? start : { line, column: col };
    };
    const problems = documentProblems(document)
      .toSorted((one, other) => one.offset - other.offset)
      .map(({ offset, what }) => ({ position: at(offset), what }));
    return {
      value: problems.length === 0 ? document.toJS({ maxAliasCount: -1 }) : undefined,
      problems,
      positionOf: (path) => at(offsetOf(document, path)),
      sourceOf: (path) => sourceAt(document, path),
      positionOfText: (searched) => {
        texts ??= offsetsOfTexts(document);
        const offset = texts.get(searched);
        return offset === undefined ? undefined : at(offset);
      },
    };
  } catch (error) {
    const what = error instanceof RangeError ? tooDeep : `cannot be read as YAML: ${messageOf(error)}`;
    return unreadable({ position: start, what });
  }
}

/** Duplicate keys are reported with the other problems of keys. */
function parseOptions(lineCounter: LineCounter) {
  return { lineCounter, prettyErrors: false, merge: true, uniqueKeys: false, logLevel: "error" } as const;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function documentProblems(document: Document.Parsed): NodeProblem[] {
  // Errors after the first one usually follow from it.
  const [broken] = document.errors;
  if (broken) {
    return [{ offset: broken.pos[0], what: syntaxProblem(broken) }];
  }
  if (document.directives?.yaml.explicit === true && document.directives.yaml.version !== "1.2") {
    return [{ offset: 0, what: "declares a YAML version other than 1.2; remove the line %YAML" }];
  }
  return [...nodeProblems(document), ...aliasProblems(document)];
}

function syntaxProblem({ code, message }: YAMLParseError): string {
  if (code === "MULTIPLE_DOCS") {
    return "begins a second document; put each document into its own file";
  }
  // The parser quotes unexpected text, which may be part of a secret.
  return message.includes("call stack") ? tooDeep : `is not valid YAML: ${message.replace(/: ".*"$/s, "")}`;
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const key of path) {
    const collection = resolved(node, document);
    const item = isSeq(collection) ? collection.items[Number(key)] : undefined;
    const pair = item === undefined ? pairOf(collection, String(key), document) : undefined;
    const place = item ?? pair?.key;
    if (!isNode(place)) {
      break;
    }
    offset = place.range?.[0] ?? offset;
    node = item ?? pair?.value;
  }
  return offset;
}

function offsetsOfTexts(document: Document): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  visit(document, {
    Scalar: (_key, { value, range }) => {
      const text = String(value);
      if (range && !offsets.has(text)) {
        offsets.set(text, range[0]);
      }
    },
  });
  return offsets;
}

function sourceAt(document: Document, path: readonly PropertyKey[]): string | undefined {
  const node = path.reduce<unknown>((current, key) => {
    const collection = resolved(current, document);
    return isSeq(collection) ? collection.items[Number(key)] : pairOf(collection, String(key), document)?.value;
  }, document.contents);
  const scalar = resolved(node, document);
  return isScalar(scalar) ? (scalar.source ?? String(scalar.value)) : undefined;
}
