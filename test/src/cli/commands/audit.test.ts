import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { runProcess } from "../../../../engine/run-process.ts";
import { createDatabase, hasDatabase } from "../../../support/database.ts";
import { alter, provision, useLedger } from "../../../support/ledger.ts";
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
describe.skipIf(!hasDatabase)("marketplane audit verify", { timeout: 240_000 }, () => {
  const test = useLedger();

  it("prints the head of an intact log, names the first changed entry, and detects removed entries", async () => {
    for (const name of ["one", "two", "three"]) {
      await test.ledger.submit(provision(name));
    }
    const intact = await verify("--json");
    expect(intact).toMatchObject({ code: 0, stderr: "" });
    const { head, ...rest } = JSON.parse(intact.stdout);
    expect(rest).toEqual({ isIntact: true, entries: 3 });

    await test.ledger.submit(alter("two", { plan: "large" }));
    expect(await verify("--head", head)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^intact, 4 entries\nhead: \w{64}$/),
    });

    await tamper(sql`delete from audit where seq >= 3`);
    expect((await verify()).code).toBe(0);
    expect(await verify("--head", head, "--json")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('{"isIntact":false,"brokenAt":3,"what":"no entry has the given hash'),
    });

    await tamper(sql`update audit set actor = 'somebody else' where seq = 2`);
    expect(await verify()).toMatchObject({
      code: 1,
      stdout: "broken at entry 2: its content does not match its hash",
    });
  });

  it("reports an invalid hash, and a database of another program", async () => {
    expect((await verify("--head", "abc")).stderr).toContain("--head: must be the hash that an earlier run printed");
    const other = await verifyAt(await createDatabase());
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("is this the right one?") });
  });

  const verify = (...args: string[]) => verifyAt(test.database.url, ...args);

  /** What an administrator can do, whom the log's trigger does not stop. */
  async function tamper(statement: ReturnType<typeof sql>): Promise<void> {
    await test.database.db.transaction().execute(async (transaction) => {
      await sql`set local session_replication_role = replica`.execute(transaction);
      await statement.execute(transaction);
    });
  }
});

async function verifyAt(databaseUrl: string, ...args: readonly string[]) {
  const file = join(await temporaryFolder(), "marketplane.yaml");
  await writeFile(file, JSON.stringify(config));
  const env = { PATH: process.env.PATH, DATABASE_URL: databaseUrl };
  const command = [main, "audit", "verify", "--config", file, ...args];
  const { code, stdout, stderr } = await runProcess(process.execPath, command, { env });
  return { code, stdout: stdout.join("\n"), stderr: stderr.join("\n") };
}
