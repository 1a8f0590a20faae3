import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { requestsCommand } from "../../../../src/cli/commands/requests.ts";
import { tenantsCommand } from "../../../../src/cli/commands/tenants.ts";
import { commandEnvironment } from "../../../../src/cli/kernel/command-environment.ts";
import { openJournal } from "../../../../src/http/journal/open-journal.ts";
import { listen } from "../../../../src/http/kernel/http-listener.ts";
import type { RouteGroup } from "../../../../src/http/kernel/service-env.ts";
import { requestsRoutes } from "../../../../src/http/operators-api/requests/requests-routes.ts";
import { tenantsRoutes } from "../../../../src/http/operators-api/tenants/tenants-routes.ts";
import { createApp } from "../../../../src/process/app.ts";
import { hasDatabase } from "../../../support/database.ts";
import { useLedger } from "../../../support/ledger.ts";
import { operatorOf } from "../../../support/operator.ts";
import { testContext } from "../../../support/service-context.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

describe.skipIf(!hasDatabase)("marketplane tenants and requests", () => {
  const held = useLedger();
  const variables: Record<string, string> = {};
  const parts: { flush?: () => Promise<void> } = {};
  beforeAll(async () => {
    const context = testContext({ db: held.database.db, ledger: held.ledger });
    const journal = openJournal(context);
    const app: RouteGroup = createApp(context, {
      middleware: [journal.middleware],
      groups: [tenantsRoutes(context), requestsRoutes(context, (request, bindings) => app.fetch(request, bindings))],
    });
    const server = await listen(app, { host: "127.0.0.1", port: 0, requestTimeoutMs: 60_000 });
    variables.MARKETPLANE_URL = server.url;
    variables.MARKETPLANE_TOKEN = (await operatorOf(app, context, "write")).token;
    parts.flush = journal.flush;
    return async () => {
      await server.close(0);
      await journal.close();
    };
  });

  /**
   * Runs a command in this process. `said` is its output: standard error after a failure, else standard
   * output.
   */
  async function run(command: Command, args: readonly string[]): Promise<{ code: number; said: string }> {
    const printed: string[] = [];
    const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(String(text)) > 0);
    const errors: string[] = [];
    for (const each of command.commands) {
      each.exitOverride().configureOutput({ writeErr: (text) => errors.push(text) });
    }
    try {
      await command.parseAsync([...args], { from: "user" });
      return { code: 0, said: printed.join("") };
    } catch {
      return { code: 1, said: errors.join("") };
    } finally {
      write.mockRestore();
    }
  }
  const tenants = (...args: readonly string[]) => run(tenantsCommand(commandEnvironment(variables)), args);
  const requests = (...args: readonly string[]) => run(requestsCommand(commandEnvironment(variables)), args);

  async function declare(name: string, content: unknown): Promise<string> {
    const file = join(await temporaryFolder(), `${name}.yaml`);
    await writeFile(file, JSON.stringify(content));
    return file;
  }

  async function create(name: string, externalId = name): Promise<string> {
    const owner = { login: `${name}@customer.com` };
    const hostnames = [{ hostname: `${name}.customer.com` }];
    const file = await declare(name, { externalId, plan: "pro", owner, hostnames });
    return JSON.parse((await tenants("create", "--file", file, "--json")).said).id;
  }

  test("creates, changes, suspends, resumes and removes a tenant", async () => {
    const id = await create("acme");
    const shown = (await tenants("get", id)).said;
    expect(shown).toContain("owner       acme@customer.com\n");
    expect(shown).toContain("generation  1, the vendors are at 0\n");
    expect(shown).toMatch(/^acme\.customer\.com +not seen yet$/m);
    expect(shown).toMatch(/^Ready +false +Reconciling +The desired state is being applied\.$/m);

    const patch = await declare("patch", { counters: { seats: 3 } });
    const changed = await tenants("change", id, "--file", patch, "--if-generation", "1", "--json");
    expect(JSON.parse(changed.said)).toMatchObject({ generation: 2, counters: { seats: 3 } });
    const late = await tenants("change", id, "--file", patch, "--if-generation", "1");
    expect(late).toEqual({ code: 1, said: expect.stringContaining("412 Precondition Failed: The tenant is at") });

    expect((await tenants("suspend", id, "--yes")).said).toContain("--reason");
    expect(await tenants("suspend", id, "--reason", "unpaid")).toMatchObject({
      code: 1,
      said: expect.stringContaining("Repeat the command with --yes."),
    });
    const suspended = await tenants("suspend", id, "--reason", "unpaid", "--yes");
    expect(suspended.said).toContain("state       suspended\n");
    expect((await tenants("resume", id)).said).toContain("state       active\n");
    expect((await tenants("remove", id)).said).toContain("state       removed\n");
  });

  test("lists the requested number over the API's pages, as text and JSON", async () => {
    const before = JSON.parse((await tenants("list", "--limit", "1000", "--json")).said).tenants.length;
    for (let index = 0; index < 205; index += 1) {
      await create(`page-${index}`);
    }
    const all = JSON.parse((await tenants("list", "--limit", "1000", "--json")).said).tenants;
    expect(new Set(all.map(({ id }: { id: string }) => id)).size).toBe(before + 205);
    const some = (await tenants("list", "--limit", "203", "--text", "page-")).said.split("\n");
    expect(some[0]).toMatch(/^ID +SOURCE +EXTERNAL ID +STATE +PLAN +READY$/);
    expect(some).toHaveLength(1 + 203 + 1);
    const found = (await tenants("list", "--hostname", "page-7.customer.com")).said;
    expect(found).toMatch(/^[a-z]{26} +direct +page-7 +active +pro +false \(Reconciling\)$/m);
  });

  test("finds a tenant by its marketplace's ID, changes its plan, and lists tenants sorted, as CSV", async () => {
    const ids = [await create("zeta"), await create("zeta-2"), await create("eta", 'eta, "the" one')];
    expect((await tenants("get", "zeta")).said).toContain(`id          ${ids[0]}\n`);
    expect((await tenants("change", "zeta")).said).toContain("choose what to change: --plan, --file or both");
    const patch = await declare("patch", { counters: { seats: 1 } });
    const changed = await tenants("change", ids[1] ?? "", "--plan", "dev", "--file", patch, "--json");
    expect(JSON.parse(changed.said)).toMatchObject({ plan: "dev", counters: { seats: 1 } });

    const sorted = await tenants("list", "--text", "eta", "--sort", "externalId", "--output", "csv");
    expect(sorted.said.split("\r\n")).toEqual([
      "id,source,externalId,state,plan,ready",
      `${ids[2]},direct,"eta, ""the"" one",active,pro,false (Reconciling)`,
      `${ids[0]},direct,zeta,active,pro,false (Reconciling)`,
      `${ids[1]},direct,zeta-2,active,dev,false (Reconciling)`,
      "",
    ]);
  });

  test("shows what a marketplace sent, and replays it", async () => {
    await fetch(`${variables.MARKETPLANE_URL}/clevercloud/resources`, {
      method: "POST",
      body: '{"addon_id":"addon_cli","plan":"pro"}',
      headers: { "Content-Type": "application/json", Authorization: "Basic eDp5" },
    });
    await parts.flush?.();
    const [listed] = JSON.parse((await requests("list", "--status", "401", "--json")).said).requests;
    expect((await requests("list")).said).toContain(listed.id);
    expect((await requests("list", "--stray")).said).not.toContain(listed.id);
    const shown = (await requests("show", listed.id)).said;
    expect(shown).toContain("POST /clevercloud/resources\n");
    expect(shown).toContain("authorization: [redacted]\n");
    expect(shown).toContain('{"addon_id":"addon_cli","plan":"pro"}\n');
    expect((await requests("replay", listed.id)).said).toContain("did not authenticate as the marketplace");
    expect((await requests("replay", listed.id, "--force")).said).toMatch(/^200\n\{"id":"[a-z]{26}"/);
  });

  test.each([
    [["list", "--condition", "Ready"], "400 Bad Request: condition: must be TYPE:STATUS"],
    [["get", "nobody"], "404 Not Found: There is no such tenant."],
    [["list", "--url", "http://127.0.0.1:9"], "http://127.0.0.1:9 cannot be reached ("],
    [["list", "--limit", "0"], "--limit: must be a whole number from 1"],
    [["create"], "--file: is required: a YAML or JSON file, or -"],
  ])("ends %j with exit code 1 and the API's error", async (args, message) => {
    expect(await tenants(...args)).toEqual({ code: 1, said: expect.stringContaining(message) });
  });

  test("requires a token", async () => {
    const { said } = await run(tenantsCommand(commandEnvironment({})), ["list"]);
    expect(said).toContain(
      "MARKETPLANE_TOKEN is not set: create a token with `marketplane token create NAME --scope read`",
    );
  });
});
