import type { Context } from "hono";
import { z } from "zod";
import type { SandboxEnv } from "./sandbox-context.ts";

export const JsonValue = z.json();
export type JsonValue = z.infer<typeof JsonValue>;
export const JsonObject = z.record(z.string(), JsonValue);
export type JsonObject = z.infer<typeof JsonObject>;

/** Body of a request as JSON; undefined when it is none. An empty body is {}. */
export async function readJson(c: Context<SandboxEnv>): Promise<unknown> {
  const text = await c.req.text();
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Body of a request as a JSON object; undefined when it is no JSON or another kind of value. */
export async function readJsonObject(c: Context<SandboxEnv>): Promise<JsonObject | undefined> {
  return JsonObject.safeParse(await readJson(c)).data;
}

/** The text of a value if it is a string that is not blank. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
