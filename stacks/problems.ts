import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";

/** One thing that is wrong with what a person wrote, and where. */
export interface Problem {
  /** File or configuration, and the property in it. */
  readonly where: string;
  /** The rule and the value that breaks it. */
  readonly what: string;
}

/** Ends the program with every problem at once, before any resource is declared. */
export function failOn(problems: readonly Problem[]): void {
  if (problems.length > 0) {
    const lines = problems.map(({ where, what }) => `  ${where}: ${what}`);
    throw new pulumi.RunError(`the deployment cannot be made like this:\n${lines.join("\n")}`);
  }
}

/** A schema's complaints as problems. */
export function problemsOf(where: string, error: z.ZodError, input: unknown): Problem[] {
  return error.issues.map((issue) => {
    const value = issue.path.reduce<unknown>(
      (current, key) => (typeof current === "object" && current !== null ? Reflect.get(current, key) : undefined),
      input,
    );
    const path = issue.path.map(String).join(".");
    const isMissing = value === undefined && issue.code === "invalid_type";
    const shown = value === undefined || typeof value === "object" ? "" : ` (it is ${JSON.stringify(value)})`;
    return { where: path ? `${where}, ${path}` : where, what: isMissing ? "is required" : `${issue.message}${shown}` };
  });
}
