import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { readJson } from "./json-body.ts";
import type { SandboxEnv } from "./sandbox-context.ts";

/** Body of a control call. An invalid one is answered with 400 and the reason. */
export async function readControlBody<T extends z.ZodType>(c: Context<SandboxEnv>, schema: T): Promise<z.output<T>> {
  const result = schema.safeParse(await readJson(c));
  if (result.success) {
    return result.data;
  }
  throw new HTTPException(400, { message: z.prettifyError(result.error) });
}
