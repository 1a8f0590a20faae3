import { describe, expect, test } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { order, useTenantsApi } from "./tenants-fixture.ts";

describe.skipIf(!hasDatabase)("suspending, resuming and removing a tenant", () => {
  const api = useTenantsApi();
  const create = async (name: string): Promise<string> => {
    const answer = await api.writer.call("/api/v1/tenants", { method: "POST", body: order(name) });
    return (await answer.json()).id;
  };
  const calls = {
    suspend: (id: string, headers = {}) =>
      api.writer.call(`/api/v1/tenants/${id}/suspend`, { method: "POST", headers }),
    resume: (id: string, headers = {}) => api.writer.call(`/api/v1/tenants/${id}/resume`, { method: "POST", headers }),
    remove: (id: string, headers = {}) => api.writer.call(`/api/v1/tenants/${id}`, { method: "DELETE", headers }),
  };

  test("changes the state once, however often it is requested", async () => {
    const id = await create("steps");
    const states: unknown[] = [];
    for (const step of ["suspend", "suspend", "resume", "resume", "remove", "remove"] as const) {
      const answer = await calls[step](id);
      const { state, generation } = await answer.json();
      states.push([step, answer.status, state, generation]);
    }
    expect(states).toEqual([
      ["suspend", 200, "suspended", 2],
      ["suspend", 200, "suspended", 2],
      ["resume", 200, "active", 3],
      ["resume", 200, "active", 3],
      ["remove", 200, "removed", 4],
      ["remove", 200, "removed", 4],
    ]);
    const log = await (await api.reader.call(`/api/v1/audit?tenant=${id}`)).json();
    expect(log.entries.map(({ action }: { action: string }) => action)).toEqual([
      "remove",
      "resume",
      "suspend",
      "create",
    ]);
    expect(new Set(log.entries.map(({ actor }: { actor: string }) => actor))).toEqual(
      new Set([expect.stringMatching(/^operator:write-\d+$/)]),
    );
  });

  test("returns what a suspension changes, and records its reason in the audit log", async () => {
    const id = await create("reason");
    const asked = await api.reader.call(`/api/v1/tenants/${id}/suspension`);
    expect((await asked.json()).changes).toContain("Kept at Cloudflare with their certificates: reason.customer.com.");
    const send = (body: unknown) => api.writer.call(`/api/v1/tenants/${id}/suspend`, { method: "POST", body });
    expect((await send({ why: "unpaid" })).status).toBe(400);
    expect((await send({ reason: "unpaid" })).status).toBe(200);
    const log = await (await api.reader.call(`/api/v1/audit?tenant=${id}`)).json();
    expect(log.entries[0]).toMatchObject({ action: "suspend", detail: { reason: "unpaid" } });
    const nothing = await api.reader.call(`/api/v1/tenants/${id}/suspension`);
    expect((await nothing.json()).changes).toEqual([]);
  });

  test("keeps the hostnames of a suspended tenant and frees those of a removed one", async () => {
    const id = await create("keeps");
    await calls.suspend(id);
    const taker = order("keeps-taker", { hostnames: [{ hostname: "keeps.customer.com" }] });
    const take = () => api.writer.call("/api/v1/tenants", { method: "POST", body: taker });
    expect((await take()).status).toBe(409);
    await calls.remove(id);
    expect((await take()).status).toBe(201);
  });

  test.each(["suspend", "resume"] as const)("refuses to %s a removed tenant", async (step) => {
    const id = await create(`late-${step}`);
    await calls.remove(id);
    expect((await calls[step](id)).status).toBe(409);
  });

  test.each(["suspend", "resume", "remove"] as const)(
    "answers 404 to %s of an unknown tenant, and observes If-Match",
    async (step) => {
      expect((await calls[step]("z".repeat(26))).status).toBe(404);
      const id = await create(`match-${step}`);
      if (step === "resume") {
        await calls.suspend(id);
      }
      expect((await calls[step](id, { "If-Match": '"7"' })).status).toBe(412);
      expect((await calls[step](id, { "If-Match": "7" })).status).toBe(400);
      expect((await calls[step](id, { "If-Match": step === "resume" ? '"2"' : '"1"' })).status).toBe(200);
    },
  );
});
