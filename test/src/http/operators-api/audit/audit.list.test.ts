import { describe, expect, test } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { order, useTenantsApi } from "../tenants/tenants-fixture.ts";

interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly tenantId: string | null;
}

describe.skipIf(!hasDatabase)("GET /api/v1/audit", () => {
  const api = useTenantsApi();
  const list = async (query: Record<string, string>): Promise<{ entries: Entry[]; next: string | null }> => {
    const answer = await api.reader.call(`/api/v1/audit?${new URLSearchParams(query)}`);
    expect(answer.status).toBe(200);
    return JSON.parse(await answer.text());
  };
  const create = async (name: string): Promise<string> =>
    (await (await api.writer.call("/api/v1/tenants", { method: "POST", body: order(name) })).json()).id;

  test("lists every entry once over its pages, newest first, while others are added", async () => {
    for (const name of ["a", "b", "c", "d", "e"]) {
      await create(`audit-${name}`);
    }
    const { entries: all } = await list({ limit: "200" });
    const seen: number[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { entries, next }: Awaited<ReturnType<typeof list>> = await list({ limit: "2", ...(cursor && { cursor }) });
      seen.push(...entries.map(({ seq }) => seq));
      cursor = next;
      await create(`audit-later-${seen.length}`);
    }
    expect(seen).toEqual(all.map(({ seq }) => seq));
    expect(seen).toEqual([...seen].sort((left, right) => right - left));
  });

  test("is filtered by tenant, actor, action and time", async () => {
    const id = await create("audited");
    await api.writer.call(`/api/v1/tenants/${id}/suspend`, { method: "POST" });
    const [suspend, made] = (await list({ tenant: id })).entries;
    expect([suspend?.action, made?.action]).toEqual(["suspend", "create"]);
    expect((await list({ tenant: id, action: "create" })).entries).toEqual([made]);
    expect((await list({ tenant: id, actor: made?.actor ?? "" })).entries).toHaveLength(2);
    expect((await list({ tenant: id, actor: "clevercloud" })).entries).toEqual([]);
    expect((await list({ action: "token.create" })).entries.every(({ tenantId }) => tenantId === null)).toBe(true);
    const later = new Date(Date.parse(suspend?.at ?? "") + 1).toISOString();
    expect((await list({ tenant: id, since: later })).entries).toEqual([]);
    expect((await list({ tenant: id, since: made?.at ?? "", until: later })).entries).toHaveLength(2);
  });

  test.each(["limit=0", "cursor=x", "cursor=0", "since=yesterday", "tenant=%00"])("refuses ?%s", async (query) => {
    expect((await api.reader.call(`/api/v1/audit?${query}`)).status).toBe(400);
  });
});
