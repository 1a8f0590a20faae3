import { isDeepStrictEqual } from "node:util";
import type { FoundObject } from "@marketplane/providers/describe-resource.ts";
import { isSecretProperty } from "@marketplane/providers/secret-marks.ts";
import { findResource } from "@marketplane/providers/vendors.ts";
import { z } from "zod";
import { toSource } from "./to-source.ts";

/** A source file of a Pulumi program. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

const configName = "adopted";

/**
 * Declares the objects in TypeScript, one file per vendor. Secrets are read from the stack's configuration.
 */
export function toDeclarations(objects: readonly FoundObject[]): SourceFile[] {
  const byVendor = Map.groupBy(objects, ({ definition }) => definition.type.split(":", 1).join());
  return [...byVendor].map(([vendor, found]) => ({ name: `${vendor}.ts`, text: toFile(vendor, found) }));
}

function toFile(vendor: string, objects: readonly FoundObject[]): string {
  const classes = [...new Set(objects.map(({ definition }) => classOf(definition.type)))].sort();
  const variables = variablesOf(objects);
  const bodies = objects.map((object) => declarationOf(object, variables));
  const config = bodies.some((body) => body.includes(`: ${configName}.`))
    ? ['import * as pulumi from "@pulumi/pulumi";', "", `const ${configName} = new pulumi.Config("${configName}");`]
    : [];
  const imports = `import { ${classes.join(", ")} } from "@marketplane/providers/${vendor}";`;
  return `${[imports, ...config, "", ...bodies].join("\n")}\n`;
}

/** The name under which other objects refer to this one; undefined if none can. */
function providedBy({ definition, inputs }: FoundObject): string | undefined {
  return findResource(definition.type)?.providedBy(inputs);
}

/** The names of the objects that this one depends on, managed or not. */
function neededBy({ definition, inputs }: FoundObject): readonly string[] {
  return findResource(definition.type)?.neededBy(inputs) ?? [];
}

/** Variable names of the objects that others in the file depend on, by the name they are referred to. */
function variablesOf(objects: readonly FoundObject[]): ReadonlyMap<string, string> {
  const needs = new Set(objects.flatMap(neededBy));
  const provided = objects.map(providedBy).filter((key) => key !== undefined && needs.has(key));
  return new Map(provided.map((key, index) => [String(key), `needed${index + 1}`]));
}

function declarationOf(object: FoundObject, variables: ReadonlyMap<string, string>): string {
  const { definition, name, inputs } = object;
  const needed = neededBy(object).flatMap((key) => variables.get(key) ?? []);
  const options = needed.length > 0 ? `, { dependsOn: [${needed.join(", ")}] }` : "";
  const own = variables.get(providedBy(object) ?? "");
  const declaration = `new ${classOf(definition.type)}(${toSource(name)}, ${argsOf(object)}${options});`;
  const note = isUnknownUser(object, "userId", inputs.userId) ? unknownUserNote : "";
  return `${note}${own === undefined ? "" : `const ${own} = `}${declaration}`;
}

/** Leaves out defaults. A secret is read from the configuration, never written. */
function argsOf(object: FoundObject): string {
  const shape: Readonly<Record<string, z.core.$ZodType>> = object.definition.inputs.shape;
  const lines = Object.entries(object.inputs)
    .filter(([key, value]) => !isDefault(shape[key], value))
    .map(([key, value]) => `  ${key}: ${argumentOf(object, key, value)},`);
  return `{\n${lines.join("\n")}\n}`;
}

function argumentOf(object: FoundObject, key: string, value: unknown): string {
  if (isSecretProperty(object.definition, key, value)) {
    const configKey = `${object.name}-${key}`.replaceAll(/[^\w.-]/g, "-");
    return `${configName}.requireSecretObject(${toSource(configKey)})`;
  }
  return toSource(isUnknownUser(object, key, value) ? "user_unknown" : value);
}

function isDefault(schema: z.core.$ZodType | undefined, value: unknown): boolean {
  const parsed = schema && z.safeParse(schema, undefined);
  return parsed?.success === true && isDeepStrictEqual(parsed.data, value);
}

const unknownUserNote =
  "// Clever Cloud does not report who ordered this add-on. Any user id works, and changing it replaces nothing.\n" +
  "// To change the plan or to delete the add-on, set adopt to the provider's own id of the add-on.\n";

function isUnknownUser({ definition }: FoundObject, key: string, value: unknown): boolean {
  return definition.type === "clevercloud:Addon" && key === "userId" && value === "";
}

function classOf(type: string): string {
  return type.slice(type.indexOf(":") + 1);
}
