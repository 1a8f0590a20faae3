import { HttpError } from "./problem.ts";

/** Far more than any request needs, and far less than what would exhaust the stack of recursive readers. */
const depthMax = 100;

/** Parses a body as JSON. Throws a problem 400 for invalid JSON, or JSON that is nested too deep. */
export function parseJson(text: string): unknown {
  assertShallow(text);
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, { detail: "The body is not JSON." });
  }
}

/** Throws a problem 400 for JSON that is nested too deep, before it is parsed. */
export function assertShallow(text: string): void {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{]|[\]}]/gs)) {
    if (token === "{" || token === "[") {
      depth += 1;
    } else if (token === "}" || token === "]") {
      depth -= 1;
    }
    if (depth > depthMax) {
      throw new HttpError(400, { detail: `The body's JSON is nested more than ${depthMax} levels deep.` });
    }
  }
}
