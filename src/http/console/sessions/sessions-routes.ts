import { Hono } from "hono";
import { HttpError } from "../../kernel/problem.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "../console-context.ts";
import { mayAct } from "../console-page.ts";
import { flashTo } from "../flash-to.ts";
import { endOperatorSession, listOperatorSessions } from "./operator-sessions.ts";
import { sessionsPage } from "./sessions-page.ts";

/** Who is signed in, and an end to it; everybody may end the sessions of the own name. */
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
      return flashTo(c, context, "/console/sessions", { tone: "bad", text: "That session had ended already." });
    }
    if (!mayAct(viewer) && found.name !== viewer.operator.name) {
      throw new HttpError(403, { detail: "With the scope read you may end sessions of your own name alone." });
    }
    await endOperatorSession(db, found.id, { actor: viewer.actor, now: now() });
    return flashTo(c, context, "/console/sessions", { tone: "good", text: `The session of ${found.name} is ended.` });
  });
  return routes;
}
