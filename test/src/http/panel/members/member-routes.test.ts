import { describe, expect, test } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { textOf, usePanel } from "../../../../support/panel.ts";

describe.skipIf(!hasDatabase)("the member pages", () => {
  const panel = usePanel();
  const team = async (id: string) => (await panel.tenant(id)).desired.members;
  const member = (name: string) => ({ login: `${name}@acme.com` });

  test("exist only if the plan has seats", async () => {
    const alone = await panel.visitNew({ plan: "dev", desired: { license: { quantity: 1 } } });
    const small = await panel.visitNew({ plan: "Team 2" });

    expect((await small.get("/panel/members")).status).toBe(404);
    expect(await small.read("/panel")).not.toContain("/panel/members");
    expect((await alone.get("/panel/members")).status).toBe(200);
  });

  test("add a member by address, who gets a license", async () => {
    const visitor = await panel.visitNew();
    const answer = await visitor.post("/panel/members", { login: " bob@acme.com ", license: "yes" });

    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/panel/${visitor.tenantId}/members`]);
    expect(await team(visitor.tenantId)).toEqual([member("bob")]);
    expect(await panel.audit(visitor.tenantId)).toContain("customer:user_1 add-member");
    expect(textOf(await visitor.read("/panel/members"))).toMatch(/Members 1 of 2 .*Licenses 2 of 3/);
  });

  test.each([
    ["", "Enter an email address."],
    ["bob", "This is not a valid email address."],
    ["Ada@acme.com", "This is the owner’s address"],
    ["BOB@acme.com", "This person is already a member."],
  ])("show the error of %j at the field", async (login, fault) => {
    const visitor = await panel.visitNew({ desired: { members: [member("bob")] } });
    const answer = await visitor.post("/panel/members", { login, license: "yes" });

    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(`id="login-fault" class="field-error" role="alert">${fault}`);
    expect(await team(visitor.tenantId)).toEqual([member("bob")]);
  });

  test("show in advance that all seats are taken, and enforce the limit if two members are added at once", async () => {
    const visitor = await panel.visitNew({ desired: { members: [member("bob")] } });
    const add = (name: string) => visitor.post("/panel/members", { ...member(name), license: "yes" });

    const answers = await Promise.all([add("carl"), add("dora")]);

    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
    expect(await team(visitor.tenantId)).toHaveLength(2);
    const page = await visitor.read("/panel/members");
    expect(page).not.toContain('name="login"');
    expect(textOf(page)).toContain("You have reached your plan’s member limit.");
  });

  test("release a license, and assign it to another member", async () => {
    const members = [member("bob"), { ...member("carl"), license: false }];
    const visitor = await panel.visitNew({ desired: { members, license: { quantity: 2 } } });
    const act = (name: string, action: string) => visitor.post(`/panel/members/${name}%40acme.com/${action}`);

    const refused = await act("carl", "assign");
    expect(refused.status).toBe(422);
    expect(textOf(await refused.text())).toContain("No license is available.");

    expect((await act("bob", "release")).status).toBe(303);
    expect((await act("carl", "assign")).status).toBe(303);
    expect(await team(visitor.tenantId)).toEqual([{ ...member("bob"), license: false }, member("carl")]);
    expect((await act("eve", "assign")).status).toBe(422);
    const actions = (await panel.audit(visitor.tenantId)).map((entry) => entry.split(" ")[1]);
    expect(actions).toEqual(["provision", "release-license", "assign-license"]);
  });

  test("remove a member after a confirmation, even if the plan has become too small", async () => {
    const members = ["bob", "carl", "dora"].map(member);
    const visitor = await panel.visitNew({ desired: { members } });

    expect(textOf(await visitor.read("/panel/members/carl%40acme.com/remove"))).toContain("Remove carl@acme.com?");
    expect((await visitor.get("/panel/members/eve%40acme.com/remove")).status).toBe(404);
    await visitor.post("/panel/members/carl%40acme.com/remove");

    expect(await team(visitor.tenantId)).toEqual([member("bob"), member("dora")]);
  });
});
