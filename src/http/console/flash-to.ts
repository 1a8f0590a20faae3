import type { Context } from "hono";
import type { Flash } from "../../core/model/flash.ts";
import { leaveFlash } from "../../core/sign-in/operator-sessions.ts";
import type { ConsoleContext, ConsoleEnv } from "./console-context.ts";

/** Answers a form: redirects to the page, which shows the result once. */
export async function flashTo(
  c: Context<ConsoleEnv>,
  { db }: Pick<ConsoleContext, "db">,
  path: string,
  flash: Flash,
): Promise<Response> {
  await leaveFlash(db, c.get("viewer").sessionId, flash);
  return c.redirect(path, 303);
}
