import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runProcess } from "../../../../engine/run-process.ts";
import { tokenCommand } from "../../../../src/cli/commands/token.ts";
import { commandEnvironment } from "../../../../src/cli/kernel/command-environment.ts";
import { findOperator } from "../../../../src/core/sign-in/operator-tokens.ts";
import { createDatabase, hasDatabase, useDatabase } from "../../../support/database.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const main = join(import.meta.dirname, "../../../../src/cli/main.ts");
const config = {
  publicUrl: "https://cp.saasprovider.com",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
  database: { url: "${DATABASE_URL}" },
  deployment: {
    zoneId: "023e105f4ecef8ad9ca31a8372d0c353",
    fallbackOrigin: { hostname: "proxy-fallback.saasprovider.com", content: "192.0.2.1" },
    cnameTarget: { hostname: "customers.saasprovider.com" },
    plans: { dev: { pricingUid: "pricing-dev" } },
  },
};

// Each run starts a process that loads the whole program.
describe.skipIf(!hasDatabase)("marketplane token", { timeout: 240_000 }, () => {
  const held = useDatabase();

  async function token(url: string, ...args: readonly string[]) {
    const file = join(await temporaryFolder(), "marketplane.yaml");
    await writeFile(file, JSON.stringify(config));
    const env = { PATH: process.env.PATH, DATABASE_URL: url };
    const end = await runProcess(process.execPath, [main, "token", ...args, "--config", file], { env });
    return { code: end.code, stdout: end.stdout.join("\n"), stderr: end.stderr.join("\n") };
  }

  test("creates, lists, rotates and revokes tokens, and prints each once", async () => {
    const { db, url } = held.database;
    const made = await token(url, "create", "ci.deploy", "--scope", "write", "--expires", "90d");
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^mp_[a-z]{16}_[\w-]{43}$/) });
    expect(await findOperator(db, made.stdout, new Date())).toMatchObject({ name: "ci.deploy", scope: "write" });

    const rotated = await token(url, "rotate", "ci.deploy", "--overlap", "0m", "--json");
    const next = JSON.parse(rotated.stdout).token;
    expect(await findOperator(db, made.stdout, new Date())).toBeUndefined();
    expect(await findOperator(db, next, new Date())).toMatchObject({ scope: "write" });

    const listed = await token(url, "list");
    expect(listed.stdout.split("\n")[0]).toMatch(/^NAME +ID +SCOPE +STATE +CREATED +EXPIRES +LAST USED$/);
    expect(listed.stdout).toMatch(/^ci\.deploy +[a-z]{16} +write +valid /m);
    expect(listed.stdout).toMatch(/^ci\.deploy +[a-z]{16} +write +expired /m);
    expect(listed.stdout).not.toContain(next.slice(-43));

    expect(await token(url, "revoke", "ci.deploy")).toMatchObject({ code: 0, stdout: "revoked: 1 of ci.deploy" });
    expect(await findOperator(db, next, new Date())).toBeUndefined();
    expect(await token(url, "revoke", "ci.deploy")).toMatchObject({ code: 1, stdout: "" });
  });

  test("creates the first token before the control plane has ever run", async () => {
    const url = await createDatabase();
    expect((await token(url, "list")).stderr).toContain("holds no control plane yet");
    expect(await token(url, "create", "jane", "--scope", "read")).toMatchObject({ code: 0 });
    expect((await token(url, "list", "--json")).stdout).toContain('"name":"jane"');
  });

  test.each([
    [["create", "jane"], "--scope: is required: read or write"],
    [["create", "Jane Doe", "--scope", "read"], "name: must be lower-case letters"],
    [
      ["create", "jane", "--scope", "read", "--expires", "soon"],
      "--expires: must be a number of minutes, hours or days",
    ],
    [["create"], "missing required argument 'name'"],
  ])("refuses %j with the reason", async (args, message) => {
    const said: string[] = [];
    const command = tokenCommand(commandEnvironment({}));
    for (const each of command.commands) {
      each.exitOverride().configureOutput({ writeErr: (text) => said.push(text) });
    }
    await expect(command.parseAsync(args, { from: "user" })).rejects.toMatchObject({ exitCode: 1 });
    expect(said.join("")).toContain(message);
  });
});
