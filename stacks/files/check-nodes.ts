import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  type Node,
  type Pair,
  Scalar,
  visit,
} from "yaml";
import { inexactNumber } from "./exact-number.ts";

/** A problem of a node, with the node's position in the text. */
export interface NodeProblem {
  readonly offset: number;
  readonly what: string;
}

/** YAML's own tags that do not change a plain value. */
const knownTags = ["!", "str", "int", "float", "bool", "null", "map", "seq"].map((name) =>
  name === "!" ? name : `tag:yaml.org,2002:${name}`,
);

/** `<<` without quotes merges the mapping behind it. */
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === Scalar.PLAIN && key.source === "<<";
}

/** Finds values that parsing would change: unknown tags, rounded numbers, vanishing keys. */
export function nodeProblems(document: Document): NodeProblem[] {
  const problems: NodeProblem[] = [];
  const report = (node: Node, what: string) => problems.push({ offset: node.range?.[0] ?? 0, what });
  visit(document, {
    Node: (_key, node) => {
      if (!isAlias(node) && node.tag !== undefined && !knownTags.includes(node.tag)) {
        report(node, `has the unknown tag ${node.tag}; only plain values are read, so remove the tag`);
      }
      const what = isScalar(node) ? scalarProblem(node) : undefined;
      if (what !== undefined) {
        report(node, what);
      }
    },
    Map: (_key, { items }) => {
      for (const { node, what } of keyProblems(items)) {
        report(node, what);
      }
    },
  });
  return problems;
}

function scalarProblem({ value, source, type }: Scalar): string | undefined {
  if (typeof value === "number" && type === Scalar.PLAIN) {
    return inexactNumber(source ?? String(value), value);
  }
  return typeof value === "string" && !value.isWellFormed()
    ? "contains half of a surrogate pair, which UTF-8 cannot express; write the whole character"
    : undefined;
}

/**
 * Keys become property names, which are texts; YAML's own check of duplicates treats 1 and "1" as different.
 */
function keyProblems(items: readonly Pair[]): { readonly node: Node; readonly what: string }[] {
  const seen = new Set<string>();
  return items.flatMap(({ key }): { readonly node: Node; readonly what: string }[] => {
    if (!isNode(key)) {
      return [];
    }
    if (isMergeKey(key)) {
      return [];
    }
    if (!isScalar(key)) {
      return [{ node: key, what: "must be a string to be a key" }];
    }
    const name = String(key.value);
    const written = key.source ?? name;
    if (name === "__proto__") {
      return [{ node: key, what: "__proto__ cannot be a key; rename it" }];
    }
    if (typeof key.value !== "string" && name !== written) {
      return [
        { node: key, what: `${written || "an empty key"} would be read as ${name}; write it in quotes: "${written}"` },
      ];
    }
    const isTwice = seen.has(name);
    seen.add(name);
    return isTwice ? [{ node: key, what: `the key ${JSON.stringify(name)} is used twice` }] : [];
  });
}

/** Limit on how much larger than its text a document may become through aliases. */
const expandedMax = 100_000;
const expansionMax = 10;
const depthMax = 100;

/** An alias of nothing or of itself, or so many nested aliases that their values would exhaust the memory. */
export function aliasProblems(document: Document): NodeProblem[] {
  const sizes = new Map<Node, number>();
  const open = new Set<Node>();
  const problems: NodeProblem[] = [];
  let written = 0;
  const fail = (node: Node, what: string) => {
    problems.push({ offset: node.range?.[0] ?? 0, what });
    return 1;
  };
  const sizeOf = (node: unknown): number => {
    if (isPair(node)) {
      return sizeOf(node.key) + sizeOf(node.value);
    }
    if (!isNode(node)) {
      return 0;
    }
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (target === undefined) {
        return fail(node, `*${node.source} names no anchor before it; write a text that begins with * in quotes`);
      }
      return open.has(target) ? fail(node, `*${node.source} is an alias of a value that contains it`) : sizeOf(target);
    }
    const known = sizes.get(node);
    if (known !== undefined) {
      return known;
    }
    written += 1;
    if (open.size >= depthMax) {
      return fail(node, `is nested deeper than ${depthMax} levels`);
    }
    open.add(node);
    const size = 1 + (isCollection(node) ? node.items.reduce<number>((sum, item) => sum + sizeOf(item), 0) : 0);
    open.delete(node);
    sizes.set(node, size);
    return size;
  };
  const size = sizeOf(document.contents);
  if (size > expandedMax && size > written * expansionMax) {
    problems.push({ offset: 0, what: `has aliases that stand for ${size} values; write out what is needed` });
  }
  return problems;
}

/** The node that an alias refers to, or the node itself. */
export function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** The pair of a mapping with this key, including merged mappings. */
export function pairOf(node: unknown, key: string, document: Document): Pair | undefined {
  const map = resolved(node, document);
  if (!isMap(map)) {
    return undefined;
  }
  const own = map.items.find((item) => isScalar(item.key) && !isMergeKey(item.key) && String(item.key.value) === key);
  if (own !== undefined) {
    return own;
  }
  const merged = map.items.find((item) => isMergeKey(item.key))?.value;
  const sources = isCollection(merged) && !isMap(merged) ? merged.items : [merged];
  return sources.map((source) => (source === undefined ? undefined : pairOf(source, key, document))).find(Boolean);
}
