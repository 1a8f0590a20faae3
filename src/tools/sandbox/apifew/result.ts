import type { Context } from "hono";
import type { SandboxEnv } from "../sandbox-context.ts";

/** An error in apifew's format: HTTP 200 with an error_msg in the page's spelling. */
export class ApifewError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ApifewError";
  }
}

/** The Result object of every answer. */
export function result(c: Context<SandboxEnv>, data: unknown, successMessage = ""): Response {
  return c.json({ data, success_msg: successMessage, error_msg: "" });
}

export function errorResult(message: string, status = 200): Response {
  return Response.json({ data: null, success_msg: "", error_msg: message }, { status });
}
