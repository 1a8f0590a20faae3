import { schemaAt } from "@marketplane/providers/schema-at.ts";
import { valueAt } from "@marketplane/providers/schema-problems.ts";
import { z } from "zod";
import type { YamlText } from "../../../stacks/files/parse-yaml.ts";
import type { ConfigProblem } from "./config-problem.ts";
import { ControlPlaneConfig } from "./control-plane-config.ts";
import { checkConfig } from "./read-config.ts";
import type { Environment } from "./resolve-references.ts";

/**
 * The problems of marketplane.yaml that can be found without its environment: each ${NAME} counts as a valid
 * value of its setting.
 */
export function checkOffline(text: YamlText): readonly ConfigProblem[] {
  const { problems } = checkConfig(text, standIn);
  const isLeftOpen = (path: readonly PropertyKey[]) =>
    schemaAt(ControlPlaneConfig, path) !== undefined && isReference(valueAt(text.value, path));
  return problems.filter(({ path = [] }) => !isLeftOpen(path));
}

/** Values that settings accept, the longest texts first, because secrets have a minimum length. */
const candidates = [
  `https://unset.example.com/${"x".repeat(48)}`,
  "https://unset.example.com",
  "unset.example.com",
  "/unset",
  "0".repeat(32),
  "1%",
] as const;

const standIn: Environment = (_name, expected) => {
  if (expected instanceof z.ZodNumber) {
    return "1";
  }
  if (expected instanceof z.ZodBoolean) {
    return "true";
  }
  const accepted = candidates.find(
    (candidate) => expected instanceof z.ZodType && expected.safeParse(candidate).success,
  );
  return accepted ?? candidates[0];
};

function isReference(value: unknown): boolean {
  return typeof value === "string" && /\$\{[A-Z_][A-Z0-9_]*\}/.test(value);
}
