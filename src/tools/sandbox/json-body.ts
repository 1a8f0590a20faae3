import type { HonoRequest } from "hono";
import { z } from "zod";

export const JsonValue = z.json();
export type JsonValue = z.infer<typeof JsonValue>;
export const JsonObject = z.record(z.string(), JsonValue);
export type JsonObject = z.infer<typeof JsonObject>;

/** Anything with a request, such as a hono context. */
interface Requested {
  readonly req: Pick<HonoRequest, "text">;
}

/** The body of a request as JSON; undefined if it is not JSON. An empty body is {}. */
export async function readJson(c: Requested): Promise<unknown> {
  const text = await c.req.text();
  if (text.trim() === "") {
    return {};
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The body of a request as a JSON object; undefined if it is not one. */
export async function readJsonObject(c: Requested): Promise<JsonObject | undefined> {
  return JsonObject.safeParse(await readJson(c)).data;
}

/** The value if it is a string that is not blank. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
