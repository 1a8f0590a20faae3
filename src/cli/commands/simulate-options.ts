import { z } from "zod";

/** Where the variables of the environment are read. */
export type Environment = (name: string) => string | undefined;

const WholeNumber = z
  .string()
  .regex(/^\d{1,9}$/, "must be a whole number")
  .transform(Number);
export const PositiveNumber = WholeNumber.pipe(z.number().min(1, "must be at least 1"));

/** What every action has. */
export const commonFlags = {
  "--timeout-ms <number>": "how long to wait for an answer (default: 20000)",
  "--json": "prints JSON",
};
export const commonOptions = { timeoutMs: PositiveNumber.default(20_000), json: z.boolean().default(false) };

/** What every list of checks has. */
export const checkFlags = {
  "--only <id...>": "runs these checks alone",
  "--skip <id...>": "leaves these checks out",
  "--slow-ms <number>": "over this an answer is slow, which is a warning (default: 3000)",
};
export const checkOptions = {
  only: z.array(z.string()).default([]),
  skip: z.array(z.string()).default([]),
  slowMs: PositiveNumber.default(3000),
};

/** A secret of the environment; what it is for, and how else it may be given. */
export function requireSecret(environment: Environment, name: string, what: string, otherwise: string): string {
  const value = environment(name);
  if (value) {
    return value;
  }
  throw new Error(`${what} is missing: set ${name} in the environment${otherwise}`);
}
