import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type ProcessEnd, runProcess } from "../../../../engine/run-process.ts";
import { migrate } from "../../../../src/core/db/migrate.ts";
import { openDatabase } from "../../../../src/core/db/open-database.ts";
import { createDatabase, hasDatabase } from "../../../support/database.ts";
import { silentLog } from "../../../support/silent-log.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const main = join(import.meta.dirname, "../../../../src/cli/main.ts");
const deployment = {
  zoneId: "023e105f4ecef8ad9ca31a8372d0c353",
  fallbackOrigin: { hostname: "proxy-fallback.saasprovider.com", content: "192.0.2.1" },
  cnameTarget: { hostname: "customers.saasprovider.com" },
  plans: { dev: { pricingUid: "pricing-dev" } },
};

async function writeConfig(database: { url: string } | { folder: string }): Promise<string> {
  const file = join(await temporaryFolder(), "marketplane.yaml");
  // JSON is valid YAML. The password is passed by the environment, as in a real configuration.
  const config = { publicUrl: "https://cp.saasprovider.com", deployment, database };
  await writeFile(file, JSON.stringify(config));
  return file;
}

/** Without the progress that a slow machine shows. */
async function marketplane(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ProcessEnd> {
  const end = await runProcess(process.execPath, [main, ...args], { env: { ...process.env, ...environment } });
  return { ...end, stderr: end.stderr.filter((line) => !/^(writing|restoring) the backup \(\d+ s\)$/.test(line)) };
}

// Each run starts a process that loads the whole program.
describe.skipIf(!hasDatabase)("marketplane backup and restore", { timeout: 240_000 }, () => {
  test("move a control plane from the embedded server to a server by URL", async () => {
    const folder = await temporaryFolder();
    const running = await openDatabase({ folder }, silentLog);
    onTestFinished(() => running.close());
    await migrate(running.db);
    await running.db.insertInto("facts").values({ name: "signs", value: '{"since":"2026-11"}' }).execute();

    const output = join(await temporaryFolder(), "backup.gz");
    const backup = await marketplane(["backup", "--config", await writeConfig({ folder }), "--output", output]);
    expect(backup).toMatchObject({ code: 0, stderr: [], stdout: [`${output}: 1 rows, 0 tenants`] });
    const piped = await marketplane(["backup", "--config", await writeConfig({ folder }), "--output", "-"]);
    expect(piped).toMatchObject({ code: 0, stderr: ["-: 1 rows, 0 tenants"] });
    expect(existsSync("-")).toBe(false);

    const url = await createDatabase();
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
    const config = await writeConfig({ url: "${DATABASE_URL}" });
    const args = ["restore", "--config", config, "--input", output, "--json"];
    const restored = await marketplane(args, { DATABASE_URL: url });
    expect(restored).toMatchObject({ code: 0, stderr: [] });
    expect(JSON.parse(restored.stdout.join(""))).toMatchObject({
      rows: { facts: 1, tenants: 0 },
      auditHead: { seq: 0 },
    });

    const target = await openDatabase({ url, folder: "unused" }, silentLog);
    onTestFinished(() => target.close());
    expect(await target.db.selectFrom("facts").selectAll().execute()).toEqual([
      { name: "signs", value: { since: "2026-11" } },
    ]);

    const other = { DATABASE_URL: await createDatabase(), BACKUP: output, TMPDIR: await temporaryFolder() };
    const shell = ["-c", 'exec "$0" "$@" < "$BACKUP"', process.execPath, main];
    const fromInput = await runProcess("sh", [...shell, "restore", "--config", config, "--input", "-"], {
      env: { ...process.env, ...other },
    });
    expect(fromInput).toMatchObject({ code: 0, stderr: [] });
    expect(fromInput.stdout.join("\n")).toContain("audit log intact");
    expect(await readdir(other.TMPDIR)).toEqual([]);

    const again = await marketplane(args, { DATABASE_URL: url });
    expect(again).toMatchObject({ code: 1, stdout: [] });
    expect(again.stderr.join("\n")).toContain("The database is not empty (table facts has rows)");
  });

  test("require a file, and refuse to restore while the control plane is running", async () => {
    const folder = await temporaryFolder();
    const running = await openDatabase({ folder }, silentLog);
    onTestFinished(() => running.close());
    const config = await writeConfig({ folder });
    expect((await marketplane(["backup", "--config", config])).stderr.join("\n")).toContain("--output: is required");
    const restore = await marketplane(["restore", "--config", config, "--input", "backup.gz"]);
    expect(restore).toMatchObject({ code: 1, stdout: [] });
    expect(restore.stderr.join("\n")).toContain(`in use by process ${process.pid}`);
  });
});
