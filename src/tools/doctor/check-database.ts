import { existsSync } from "node:fs";
import { errorText } from "@marketplane/providers/error-text.ts";
import { sql } from "kysely";
import type { Logger } from "pino";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import { findTooFewConnections } from "../../core/db/connections-needed.ts";
import { assertKnown, listApplied, listPending } from "../../core/db/migrate.ts";
import { openDatabase } from "../../core/db/open-database.ts";
import { type Finding, ok, problem } from "./finding.ts";

/** A control plane, and the worker that it runs. */
const processes = 2;

/** Whether the database can be reached, is new enough, allows enough connections, and is one of this program's; nothing in it is changed. */
export async function checkDatabase(config: ControlPlaneConfig["database"], log: Logger): Promise<Finding> {
  if (config.url === undefined && !existsSync(config.folder)) {
    return ok("database", `the embedded server will be set up in ${config.folder} at the first start`);
  }
  try {
    const { db, kind, close } = await openDatabase(config, log, { name: "marketplane-doctor", joins: true });
    try {
      const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(db);
      assertKnown(await listApplied(db));
      const tooFew = await findTooFewConnections(db, config, processes);
      if (tooFew !== undefined) {
        return problem("database", tooFew, "Do what it says; docs/control-plane.md counts them.");
      }
      const pending = await listPending(db);
      const state = pending.length === 0 ? "up to date" : `the next start carries out ${pending.join(", ")}`;
      return ok("database", `${kind}, PostgreSQL ${rows[0]?.version}, ${state}`);
    } finally {
      await close();
    }
  } catch (error) {
    return problem("database", errorText(error), "Fix the problem above, or set database.url.");
  }
}
