import { schemaAt } from "@marketplane/providers/schema-at.ts";
import { checkSchema } from "@marketplane/providers/schema-problems.ts";
import type { YamlText } from "../../../stacks/files/parse-yaml.ts";
import { parseYaml } from "../../../stacks/files/parse-yaml.ts";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import { ConfigError, type ConfigProblem } from "./config-problem.ts";
import { ruleProblems } from "./config-rules.ts";
import { ControlPlaneConfig } from "./control-plane-config.ts";
import { type Environment, resolveReferences } from "./resolve-references.ts";
import { isSecret } from "./secret.ts";

/** Reads marketplane.yaml. Throws ConfigError with every problem, each with key, line and column. */
export function readConfig(file: string, environment: Environment): ControlPlaneConfig {
  return toConfig(readYaml(file), file, environment);
}

/** Like readConfig, from a string. */
export function parseConfig(text: string, file: string, environment: Environment): ControlPlaneConfig {
  return toConfig(parseYaml(text), file, environment);
}

function toConfig(text: YamlText, file: string, environment: Environment): ControlPlaneConfig {
  const { config, problems } = checkConfig(text, environment);
  if (config === undefined || problems.length > 0) {
    throw new ConfigError(file, problems);
  }
  return config;
}

interface CheckedConfig {
  readonly config?: ControlPlaneConfig | undefined;
  readonly problems: readonly ConfigProblem[];
}

/** The configuration, and every problem of its file. */
export function checkConfig(text: YamlText, environment: Environment): CheckedConfig {
  if (text.problems.length > 0) {
    const problems = text.problems.map(({ position, what }) => ({
      key: "",
      position,
      what: position === undefined ? `${what}; choose another file with --config` : what,
    }));
    return { problems };
  }
  const { input, problems: references } = resolveReferences(text.value, ControlPlaneConfig, environment);
  const isSecretAt = (path: readonly PropertyKey[]) => {
    const schema = schemaAt(ControlPlaneConfig, path);
    return schema !== undefined && isSecret(schema);
  };
  const checked = checkSchema(ControlPlaneConfig, input ?? {}, { isSecret: isSecretAt, sourceOf: text.sourceOf });
  const others =
    checked.problems === undefined
      ? ruleProblems(checked.data)
      : checked.problems.map(({ path, what }) => ({ key: path.map(String).join("."), path, what }));
  const known = new Set(references.map(({ key }) => key));
  const problems = [...references, ...others.filter(({ key }) => !known.has(key))];
  return { config: checked.data, problems: withPositions(problems, text) };
}

/** Sorted by position in the file. A missing key has the position of its parent. */
function withPositions(problems: readonly ConfigProblem[], text: YamlText): ConfigProblem[] {
  return problems
    .map((problem) => ({ ...problem, position: text.positionOf(problem.path ?? pathOf(problem.key, text.value)) }))
    .toSorted((one, other) => one.position.line - other.position.line || one.position.column - other.position.column);
}

/** The key as a dotted path. A plan's slug may contain dots. */
function pathOf(key: string, value: unknown): string[] {
  if (key === "" || typeof value !== "object" || value === null) {
    return [];
  }
  const name = Object.keys(value).find((candidate) => key === candidate || key.startsWith(`${candidate}.`));
  return name === undefined ? [] : [name, ...pathOf(key.slice(name.length + 1), Reflect.get(value, name))];
}
