import { plainWords } from "@marketplane/providers/plain-words.ts";
import type { Context } from "hono";
import type { z } from "zod";
import { parseJson } from "./parse-json.ts";
import { HttpError } from "./problem.ts";

/**
 * Parses the body as JSON and ignores its Content-Type. Throws a problem 400 if it does not match the schema.
 */
export async function readJson<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(parseJson(await c.req.text()), { error: plainWords });
  if (parsed.success) {
    return parsed.data;
  }
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join(".") || "the body"}: ${message}`,
  );
  throw new HttpError(400, { detail: problems.join("; ") });
}
