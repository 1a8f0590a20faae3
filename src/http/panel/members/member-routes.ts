import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Change } from "../../../core/ledger/change.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import { answerMissing } from "../answer-fault.ts";
import { confirmPage } from "../confirm-page.ts";
import type { PanelEnv } from "../visit.ts";
import { addMember, licenseMember, type MemberFault, removeMember } from "./change-members.ts";
import { memberPath, membersPage } from "./members-page.ts";

/** A login that is missing or is a file counts as empty. Browsers do not send an unticked checkbox. */
const Form = z.object({ login: z.string().trim().catch(""), license: z.string().optional().catch(undefined) });
const Login = z.email();

type Decide = Change<MemberFault | undefined>["decide"];

/** GET and POST /panel/{tenant}/members, and the actions on one member. */
export function addMemberPages(pages: Hono<PanelEnv>, context: ServiceContext): void {
  const { config } = context;
  pages.use("/members/*", async (c, next) => (c.get("visit").plan.hasSeats ? next() : answerMissing(c)));

  pages.get("/members", (c) => c.html(membersPage({ visit: c.get("visit") })));

  pages.post("/members", async (c) => {
    const visit = c.get("visit");
    const { login, license } = Form.parse(await c.req.parseBody());
    const decide = addMember(login, license !== undefined, config);
    const fault = faultOf(login) ?? (await submit(c, context, "add-member", decide));
    if (fault === undefined) {
      return c.redirect(visit.paths.members, 303);
    }
    return c.html(membersPage({ visit, attempt: { text: login, fault } }), 422);
  });

  for (const [name, hasLicense] of [
    ["assign", true],
    ["release", false],
  ] as const) {
    pages.post(`/members/:login/${name}`, async (c) => {
      const decide = licenseMember(c.req.param("login"), hasLicense, config);
      const fault = await submit(c, context, `${name}-license`, decide);
      if (fault === undefined) {
        return c.redirect(c.get("visit").paths.members, 303);
      }
      return c.html(membersPage({ visit: c.get("visit"), attempt: { fault } }), 422);
    });
  }
  addRemoval(pages, context);
}

function addRemoval(pages: Hono<PanelEnv>, context: ServiceContext): void {
  pages.get("/members/:login/remove", (c) => {
    const visit = c.get("visit");
    const login = c.req.param("login");
    if (visit.tenant.desired.members.every((member) => member.login !== login)) {
      return answerMissing(c);
    }
    const { removeTitle, removeText: text, removeConfirm: button } = visit.texts.members;
    const [path, backPath] = [`${memberPath(visit, login)}/remove`, visit.paths.members];
    return c.html(confirmPage(visit, { section: "members", path, backPath, title: removeTitle(login), text, button }));
  });

  pages.post("/members/:login/remove", async (c) => {
    await submit(c, context, "remove-member", removeMember(c.req.param("login"), context.config));
    return c.redirect(c.get("visit").paths.members, 303);
  });
}

function faultOf(login: string): MemberFault | undefined {
  if (login === "") {
    return "empty";
  }
  return Login.safeParse(login).success ? undefined : "malformed";
}

function submit(c: Context<PanelEnv>, { ledger }: ServiceContext, action: string, decide: Decide) {
  const { tenant, actor } = c.get("visit");
  return ledger.submit({ key: { id: tenant.id }, actor, action, decide });
}
