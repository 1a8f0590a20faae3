import { checkSchema, type SchemaProblem } from "@marketplane/providers/schema-problems.ts";
import { z } from "zod";
import type { YamlText } from "./files/parse-yaml.ts";
import { type Position, placeText } from "./files/text-problem.ts";

/** A problem in user input, with its location. */
export interface Problem {
  /** A file, or a setting such as "configuration marketplane:plans". */
  readonly where: string;
  /** The property in it, such as hostnames.0.hostname. */
  readonly property?: string | undefined;
  readonly position?: Position | undefined;
  /** The rule and the offending value. */
  readonly what: string;
}

/** A problem on one line: place, property and rule. */
export function problemText({ where, property, position, what }: Problem): string {
  return `${placeText(where, position)}${property === undefined ? "" : `, ${property}`}: ${what}`;
}

/** A schema's errors about a file as problems, each with line and column. */
export function problemsIn(file: string, text: YamlText, problems: readonly SchemaProblem[]): Problem[] {
  return problems.map(({ path, what }) => ({
    where: file,
    property: path.length === 0 ? undefined : path.map(String).join("."),
    position: text.positionOf(path),
    what,
  }));
}

export interface ValidPart<Output> {
  readonly data: Partial<Output>;
  /** The position of a property of `data` in the input, whose lists may have more entries. */
  readonly pathInInput: (path: readonly PropertyKey[]) => readonly PropertyKey[];
}

/**
 * The valid part of an object: the properties and list entries that match the schema on their own. With it,
 * rules between properties are checked in the same pass as the rules of each property.
 */
export function validPart<Schema extends z.ZodObject>(schema: Schema, input: unknown): ValidPart<z.output<Schema>> {
  const kept: Record<string, readonly number[]> = {};
  const data: Record<string, unknown> = {};
  for (const [key, property] of Object.entries<z.core.$ZodType>(schema.shape)) {
    if (!(property instanceof z.ZodType)) {
      continue;
    }
    const given: unknown = typeof input === "object" && input !== null ? Reflect.get(input, key) : undefined;
    const indexes = Array.isArray(given) ? given.flatMap((entry, index) => (fits(property, entry) ? [index] : [])) : [];
    kept[key] = indexes;
    const { data: valid } = checkSchema(property, Array.isArray(given) ? indexes.map((index) => given[index]) : given);
    if (valid !== undefined) {
      data[key] = valid;
    }
  }
  const pathInInput = ([key, index, ...rest]: readonly PropertyKey[]): readonly PropertyKey[] =>
    key === undefined || index === undefined
      ? [key].filter((part) => part !== undefined)
      : [key, (typeof index === "number" ? kept[String(key)]?.[index] : undefined) ?? index, ...rest];
  return { data: data as Partial<z.output<Schema>>, pathInInput };
}

/** Whether a list's schema accepts this entry. */
function fits(schema: z.ZodType, entry: unknown): boolean {
  const list = schema instanceof z.ZodDefault ? schema.def.innerType : schema;
  const element = list instanceof z.ZodArray ? list.element : undefined;
  return element instanceof z.ZodType && element.safeParse(entry).success;
}
