import type { Context } from "hono";
import { type JsonObject, readJsonObject, textOf } from "../json-body.ts";
import type { SandboxEnv } from "../sandbox-context.ts";
import type { ApifewApp } from "./apifew-app.ts";
import { ApifewError } from "./result.ts";

/** The page has both spellings: with the typo under users and managed users, without it under licenses. */
export const missingUserParameter = "ERROR_MISSIN_PARAMETER";
export const missingParameter = "ERROR_MISSING_PARAMETER";

/** The parameters of a call; none if the body is not a JSON object. */
export async function readParameters(c: Context<SandboxEnv>): Promise<JsonObject> {
  return (await readJsonObject(c)) ?? {};
}

/** A required text parameter; throws the given error_msg if it is missing. */
export function requireText(parameters: JsonObject, name: string, errorMessage = missingParameter): string {
  const text = textOf(parameters[name]);
  if (text === undefined) {
    throw new ApifewError(errorMessage);
  }
  return text;
}

/** A required login, in the application's spelling. */
export function requireLogin(
  app: ApifewApp,
  parameters: JsonObject,
  name: string,
  errorMessage = missingParameter,
): string {
  return app.spellingOf(requireText(parameters, name, errorMessage));
}

/** The values that the page calls truthy: true, 1, and the same as text. */
export function isTruthy(value: unknown): boolean {
  return value === true || (typeof value === "number" && value !== 0) || value === "1" || value === "true";
}
