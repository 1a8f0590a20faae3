import type { z } from "zod";

const typeNames: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
  null: "null",
  date: "a date",
};

const formatNames: Readonly<Record<string, string>> = {
  email: "an email address",
  url: "a URL",
  date: "a date such as 2026-12-31",
  datetime: "a time such as 2026-12-31T23:59:59Z",
  uuid: "a UUID",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
};

/**
 * Default messages for schemas without their own: a rule in plain English instead of "Invalid input: expected
 * object, received null". Passed to each parse, since zod's global settings belong to the program that uses
 * these resources.
 */
export const plainWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.map(String).join(", ")}`;
    case "too_small":
      return boundText("at least", issue.origin, issue.minimum, issue.inclusive);
    case "too_big":
      return boundText("at most", issue.origin, issue.maximum, issue.inclusive);
    case "invalid_format":
      return formatText(issue);
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return `has unknown keys: ${issue.keys.join(", ")}`;
    case "invalid_key":
      return "has a key that is not allowed here";
    case "invalid_union":
      return unionText(issue.errors);
    default:
      return undefined;
  }
};

function boundText(
  direction: "at least" | "at most",
  origin: string,
  bound: number | bigint,
  isInclusive = true,
): string {
  if (direction === "at least" && origin === "string" && Number(bound) === 1) {
    return "must not be empty";
  }
  const unit = origin === "string" ? " characters" : origin === "array" || origin === "set" ? " entries" : "";
  const isMoreOrLess = direction === "at least" ? "more than" : "less than";
  return `must ${unit === "" ? "be" : "have"} ${isInclusive ? direction : isMoreOrLess} ${bound}${unit}`;
}

function formatText(issue: { readonly format: string; readonly pattern?: string }): string {
  const name = formatNames[issue.format];
  if (name !== undefined) {
    return `must be ${name}`;
  }
  return issue.pattern === undefined ? `is not a valid ${issue.format}` : `must match ${issue.pattern}`;
}

/**
 * The rules of all alternatives if the value itself matches none; otherwise the error of the closest
 * alternative.
 */
function unionText(errors: readonly (readonly z.core.$ZodIssue[])[]): string {
  const depthOf = (issues: readonly z.core.$ZodIssue[]) => Math.max(0, ...issues.map(({ path }) => path.length));
  const deepest = errors.toSorted((one, other) => depthOf(other) - depthOf(one))[0] ?? [];
  const [first] = deepest;
  if (first !== undefined && first.path.length > 0) {
    return `${first.path.map(String).join(".")} ${first.message}`;
  }
  const rules = [...new Set(errors.flatMap((issues) => issues.map(({ message }) => message.replace(/^must be /, ""))))];
  return rules.length === 0 ? "is not allowed here" : `must be ${rules.join(" or ")}`;
}
