import type { Context } from "hono";
import { z } from "zod";
import type { SandboxEnv } from "./sandbox-context.ts";

export const JsonValue = z.json();
export type JsonValue = z.infer<typeof JsonValue>;
export const JsonObject = z.record(z.string(), JsonValue);
export type JsonObject = z.infer<typeof JsonObject>;

/** Body of a request as a JSON object; undefined when it is no JSON or another kind of value. An empty body is {}. */
export async function readJsonObject(c: Context<SandboxEnv>): Promise<JsonObject | undefined> {
  const text = await c.req.text();
  if (text.trim() === "") return {};
  try {
    return JsonObject.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The text of a value if it is a string that is not blank. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
