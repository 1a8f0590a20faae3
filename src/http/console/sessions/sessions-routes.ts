import { Hono } from "hono";
import { endOperatorSession, listOperatorSessions } from "../../../core/sign-in/operator-sessions.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "../console-context.ts";
import { mayAct } from "../console-page.ts";
import { flashTo } from "../flash-to.ts";
import { sessionsPage } from "./sessions-page.ts";

/**
 * The list of sessions, and ending them; operators with scope read may end only sessions of their own token's
 * name.
 */
export function sessionsRoutes(context: ConsoleContext): ConsoleGroup {
  const { db, now } = context;
  const routes: ConsoleGroup = new Hono<ConsoleEnv>();
  routes.get("/console/sessions", async (c) => {
    return c.html(sessionsPage(c.get("viewer"), await listOperatorSessions(db, now())));
  });

  routes.post("/console/sessions/:id/end", async (c) => {
    const viewer = c.get("viewer");
    const found = (await listOperatorSessions(db, now())).find(({ id }) => id === c.req.param("id"));
    if (found === undefined) {
      return flashTo(c, context, "/console/sessions", { tone: "bad", text: "This session has already ended." });
    }
    if (!mayAct(viewer) && found.name !== viewer.operator.name) {
      throw new HttpError(403, { detail: "A token with scope read can end only sessions of its own name." });
    }
    await endOperatorSession(db, found.id, { actor: viewer.actor, now: now() });
    return flashTo(c, context, "/console/sessions", { tone: "good", text: `The session of ${found.name} has ended.` });
  });
  return routes;
}
