import { existsSync, readFileSync } from "node:fs";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { DriftPolicy, noPolicy } from "./drift-policy.ts";

/** Where a project's policy stands unless another file is named. */
export const policyFileName = ".marketplane-drift.yaml";

/** Reads a policy; every error names the file, the line and the key. A file that nobody named may be absent. */
export function readPolicy(path: string, { isRequired }: { readonly isRequired: boolean }): DriftPolicy {
  if (!isRequired && !existsSync(path)) {
    return noPolicy;
  }
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new Error(`the policy ${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  return parsePolicy(text, path);
}

export function parsePolicy(text: string, path: string): DriftPolicy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) {
    throw new Error(`${path}:${broken.linePos?.[0].line ?? 1}: ${broken.message.split("\n")[0]}`);
  }
  const parsed = DriftPolicy.safeParse(document.toJS() ?? {});
  if (parsed.success) {
    return parsed.data;
  }
  const lineAt = (keys: readonly PropertyKey[]) => `${path}:${lines.linePos(offsetOf(document, keys)).line}`;
  throw new Error(parsed.error.issues.flatMap((issue) => problemsOf(issue, lineAt)).join("\n"));
}

function problemsOf(issue: z.core.$ZodIssue, lineAt: (keys: readonly PropertyKey[]) => string): string[] {
  const at = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const owner = at === "" ? "a policy" : at;
    return issue.keys.map((key) => `${lineAt([...issue.path, key])}: ${key} is no key of ${owner}`);
  }
  const isMissing = issue.code === "invalid_type" && issue.input === undefined;
  return [`${lineAt(issue.path)}: ${at || "the policy"} ${isMissing ? "is required" : issue.message}`];
}

/** Where a key stands, or the nearest thing above it that is there. */
function offsetOf(document: Document, keys: readonly PropertyKey[]): number {
  for (let length = keys.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(keys.slice(0, length - 1), true);
    const key = keys[length - 1];
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    const node = pair && isNode(pair.key) ? pair.key : document.getIn(keys.slice(0, length), true);
    if (isNode(node) && node.range) {
      return node.range[0];
    }
  }
  return 0;
}
