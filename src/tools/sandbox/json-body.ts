import type { HonoRequest } from "hono";
import { z } from "zod";

export const JsonValue = z.json();
export type JsonValue = z.infer<typeof JsonValue>;
export const JsonObject = z.record(z.string(), JsonValue);
export type JsonObject = z.infer<typeof JsonObject>;

/** What has a request; a hono context of any application. */
interface Requested {
  readonly req: Pick<HonoRequest, "text">;
}

/** Body of a request as JSON; undefined when it is none. An empty body is {}. */
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

/** Body of a request as a JSON object; undefined when it is not JSON or another kind of value. */
export async function readJsonObject(c: Requested): Promise<JsonObject | undefined> {
  return JsonObject.safeParse(await readJson(c)).data;
}

/** The text of a value if it is a string that is not blank. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
