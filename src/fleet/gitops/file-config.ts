import { join } from "node:path";
import { DeploymentSettings } from "../../../stacks/deployment-settings.ts";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import type { StackConfig } from "../../../stacks/stack-config.ts";
import type { ProjectFiles } from "./project-files.ts";
import { hiddenValue, StackConfigError } from "./stack-config-error.ts";

type Entries = readonly (readonly [key: string, value: unknown, isSecret: boolean])[];

/**
 * A stack's configuration as the engine would read it from the files of a project, for checks without the
 * engine. Values that only the engine can decrypt are hidden. Throws StackConfigError.
 */
export function readFileConfig(stack: string, files: ProjectFiles, root: string): StackConfig {
  const inProject = entriesOf(contentOf(join(root, files.projectFile)).config).flatMap(([key, value]) =>
    projectEntry(key, value),
  );
  const content = contentOf(join(root, files.stackFileOf(stack)));
  const inStack = entriesOf(content.config).map(([key, value]) => [key, value, holdsSecret(value)] as const);
  const named: Entries = [...inProject, ...inStack].map(([key, value, isSecret]) => [
    key.includes(":") ? key : `${files.name}:${key}`,
    value,
    isSecret,
  ]);
  const values = Object.fromEntries(
    named.map(([key, value, isSecret]) => [key, isSecret ? hiddenValue : textOf(value)] as const),
  );
  const secretKeys = Object.entries(values).flatMap(([key, value]) => (value === hiddenValue ? [key] : []));
  const unseen = content.environment === undefined ? [] : settings.filter((key) => !Object.hasOwn(values, key));
  return {
    values: { ...values, ...Object.fromEntries(unseen.map((key) => [key, hiddenValue])) },
    secretKeys: [...secretKeys, ...unseen],
  };
}

/** What an environment of Pulumi ESC may set, which only the engine can open. */
const settings = Object.keys(DeploymentSettings.shape).map((name) => `marketplane:${name}`);

function contentOf(path: string): { readonly config?: unknown; readonly environment?: unknown } {
  const { value, problems } = readYaml(path);
  const [broken] = problems;
  if (broken) {
    throw new StackConfigError(broken.what);
  }
  return Object(value);
}

function entriesOf(config: unknown): [string, unknown][] {
  return typeof config === "object" && config !== null && !Array.isArray(config) ? Object.entries(config) : [];
}

/** Pulumi.yaml declares a key with its type and its default, gives it a value, or gives only the value. */
function projectEntry(key: string, value: unknown): Entries {
  const members = ["type", "description", "items", "default", "value", "secret"];
  const isDeclaration =
    typeof value === "object" && value !== null && Object.keys(value).every((name) => members.includes(name));
  const given: unknown = isDeclaration ? (Reflect.get(value, "value") ?? Reflect.get(value, "default")) : value;
  const isSecret = (isDeclaration && Reflect.get(value, "secret") === true) || holdsSecret(given);
  return given === undefined ? [] : [[key, given, isSecret]];
}

/** Whether a value is encrypted, or contains an encrypted one. */
function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const entries = Object.entries(value);
  return (entries.length === 1 && entries[0]?.[0] === "secure") || entries.some(([, below]) => holdsSecret(below));
}

function textOf(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}
