import { z } from "zod";
import { withoutUserParts } from "./http/redact.ts";
import { knownNamesText, nearestName } from "./nearest-name.ts";
import { plainWords } from "./plain-words.ts";
import { schemaAt } from "./schema-at.ts";

/** A problem with an input, and its location in it. */
export interface SchemaProblem {
  readonly path: readonly PropertyKey[];
  /** The rule, with the offending value unless that is secret. */
  readonly what: string;
}

export type Checked<Output> =
  | { readonly data: Output; readonly problems?: never }
  | { readonly data?: never; readonly problems: readonly SchemaProblem[] };

interface CheckOptions {
  /**
   * A value as written in its YAML file: 1.10 is the number 1.1. Set only for files, where quotes turn a
   * number into a text.
   */
  readonly sourceOf?: (path: readonly PropertyKey[]) => string | undefined;
  /** Whether no message may show the value. */
  readonly isSecret?: (path: readonly PropertyKey[]) => boolean;
  /** Whether objects and lists contain no secret, so that messages may show them. */
  readonly showsObjects?: boolean;
}

/** Checks user input and returns every problem in plain words: missing, unknown or of the wrong type. */
export function checkSchema<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  options: CheckOptions = {},
): Checked<z.output<Schema>> {
  const parsed = schema.safeParse(input, { error: plainWords });
  return parsed.success
    ? { data: parsed.data }
    : { problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, schema, input, options)) };
}

function problemsOf(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  input: unknown,
  { sourceOf, isSecret, showsObjects = false }: CheckOptions,
): SchemaProblem[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    const known = keysOf(schemaAt(schema, path));
    return issue.keys.map((key) => ({ path: [...path, key], what: `is not known${knownNamesText(key, known)}` }));
  }
  const value = valueAt(input, path);
  if (value === undefined && (issue.code === "invalid_type" || issue.code === "invalid_value")) {
    return [{ path, what: "is required" }];
  }
  if (value !== undefined && isSecret?.(path)) {
    return [{ path, what: `${issue.message} (the value is secret)` }];
  }
  const isShown = value !== undefined && (showsObjects || typeof value !== "object" || value === null);
  const shown = isShown ? shownValue(value, sourceOf?.(path)) : undefined;
  const form = sourceOf === undefined ? textHint(issue, value) : quotesHint(issue, value, shown);
  const hint = nearestHint(issue, value) + form;
  return [{ path, what: `${issue.message}${hint}${shown === undefined ? "" : ` (it is ${shown})`}` }];
}

/** The valid value that a misspelt one most likely means. */
function nearestHint(issue: z.core.$ZodIssue, value: unknown): string {
  const nearest =
    issue.code === "invalid_value" && typeof value === "string"
      ? nearestName(
          value,
          issue.values.filter((choice) => typeof choice === "string"),
        )
      : undefined;
  return nearest === undefined ? "" : `; did you mean ${nearest}?`;
}

const shownLengthMax = 120;

/** Texts are quoted, so that spaces are visible. */
function shownValue(value: unknown, source: string | undefined): string {
  const text = typeof value === "number" && source !== undefined ? source : (JSON.stringify(value) ?? String(value));
  const shown = withoutUserParts(text);
  return shown.length > shownLengthMax ? `${shown.slice(0, shownLengthMax)}…` : shown;
}

/** A program's number that is written like a valid text, such as 1.2 in a YAML program. */
function textHint(issue: z.core.$ZodIssue, value: unknown): string {
  const texts = issue.code === "invalid_value" && typeof value === "number" ? issue.values : [];
  const meant = texts.find((text) => typeof text === "string" && text !== "" && Number(text) === value);
  return meant === undefined ? "" : `; write it as a text, in quotes: "${String(meant)}"`;
}

/** YAML reads 1.2 as a number and "5" as a text: quotes are the fix. */
function quotesHint(issue: z.core.$ZodIssue, value: unknown, shown: string | undefined): string {
  const wantsText = (issue.code === "invalid_type" && issue.expected === "string") || isOneOfTexts(issue, value);
  if (wantsText && (typeof value === "number" || typeof value === "boolean")) {
    return `; write it in quotes: "${shown}"`;
  }
  const wanted = issue.code === "invalid_type" ? issue.expected : "";
  const isBare =
    typeof value === "string" &&
    ((["number", "int"].includes(wanted) && /^-?\d+(\.\d+)?$/.test(value)) ||
      (wanted === "boolean" && /^(true|false)$/.test(value)));
  return isBare ? "; write it without quotes" : "";
}

function isOneOfTexts(issue: z.core.$ZodIssue, value: unknown): boolean {
  return issue.code === "invalid_value" && issue.values.includes(String(value));
}

/** The names that an object of the schema may have. */
export function keysOf(schema: z.core.$ZodType | undefined): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** The value at a path; undefined if the path does not exist. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined,
    input,
  );
}
