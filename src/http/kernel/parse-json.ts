import { HttpError } from "./problem.ts";

/** Far beyond what any request needs, and far below what exhausts the stack of those who walk through it. */
const depthMax = 100;

/** A body as JSON; a problem 400 where it is something else, or nested too deep. */
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
