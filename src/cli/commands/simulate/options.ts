import { z } from "zod";
import type { CommandEnvironment } from "../../kernel/command-environment.ts";
import { jsonOption } from "../../kernel/common-options.ts";
import { defineOption } from "../../kernel/define-command.ts";
import { PositiveNumber } from "../../kernel/option-types.ts";

/** Options of every action. */
export const commonOptions = {
  timeoutMs: defineOption({
    value: "<number>",
    description: "milliseconds to wait for an answer",
    schema: PositiveNumber.default(20_000),
  }),
  json: jsonOption,
};

/** Options of every list of checks. */
export const checkOptions = {
  only: defineOption({
    value: "<id...>",
    description: "run only these checks",
    schema: z.array(z.string()).default([]),
  }),
  skip: defineOption({
    value: "<id...>",
    description: "skip these checks",
    schema: z.array(z.string()).default([]),
  }),
  slowMs: defineOption({
    value: "<number>",
    description: "milliseconds after which an answer is slow, which is a warning",
    schema: PositiveNumber.default(3000),
  }),
};

export const checkExitCodes = { 0: "every check passed", 1: "a check failed, or an error" };
export const answerExitCodes = { 0: "the answer is a success", 1: "it is not, or there was no answer" };

/** Reads a secret from the environment; `what` names it, and `otherwise` says how else it can be set. */
export function requireSecret(
  { variable }: CommandEnvironment,
  name: string,
  { what, otherwise }: { readonly what: string; readonly otherwise: string },
): string {
  const value = variable(name);
  if (value) {
    return value;
  }
  throw new Error(`${what} is missing: set ${name} in the environment${otherwise}`);
}
