import type { Context } from "hono";
import { z } from "zod";
import { parseJson } from "./parse-json.ts";
import { HttpProblem } from "./problem.ts";

/** The body as JSON, whatever its Content-Type says; a problem 400 when it is something else than the schema wants. */
export async function readJson<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(parseJson(await c.req.text()));
  if (parsed.success) return parsed.data;
  throw new HttpProblem(400, { detail: z.prettifyError(parsed.error) });
}
