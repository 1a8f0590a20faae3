import type { Context } from "hono";
import { assertShallow } from "../../kernel/parse-json.ts";
import { HttpError } from "../../kernel/problem.ts";

/** All parameters of a request, by name, as sent. */
export type Parameters = Readonly<Record<string, unknown>>;

/**
 * Reads a form or JSON. CloudFlare's page specifies neither, and old callers send no correct Content-Type.
 */
export async function readParameters(c: Context): Promise<Parameters> {
  const type = c.req.header("content-type") ?? "";
  if (/^multipart\/form-data/i.test(type)) {
    return ofForm(await readMultipart(c));
  }
  const text = await c.req.text();
  if (text === "") {
    throw unreadable();
  }
  return /json/i.test(type) || /^\s*[{[]/.test(text) ? ofJson(text) : ofForm(new URLSearchParams(text));
}

async function readMultipart(c: Context): Promise<FormData> {
  try {
    return await c.req.formData();
  } catch {
    throw unreadable();
  }
}

/** Not a zod schema, which would drop a name such as __proto__. */
function ofJson(text: string): Parameters {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw unreadable();
  }
  return Object.fromEntries(Object.entries(value));
}

function parseJson(text: string): unknown {
  try {
    assertShallow(text);
    return JSON.parse(text);
  } catch {
    throw unreadable();
  }
}

/** A repeated name gets a list of its values. */
function ofForm(form: URLSearchParams | FormData): Parameters {
  const names = [...new Set(form.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = form.getAll(name).map((value) => (typeof value === "string" ? value : value.name));
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

/** A problem that is also an answer in CloudFlare's format. */
function unreadable(): HttpError {
  const detail = "The body is neither a form nor a JSON object.";
  return new HttpError(400, { detail, members: { request: {}, result: "error", msg: detail } });
}
