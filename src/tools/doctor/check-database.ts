import { existsSync } from "node:fs";
import { errorText } from "@marketplane/providers/error-text.ts";
import type { Logger } from "pino";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import { readServerVersion } from "../../core/db/assert-usable.ts";
import { findTooFewConnections } from "../../core/db/connections-needed.ts";
import { assertKnown, listApplied, listPending } from "../../core/db/migrate.ts";
import { openDatabase } from "../../core/db/open-database.ts";
import { type Finding, ok, problem } from "./finding.ts";

/** A control plane and its worker. */
const processes = 2;

/**
 * Checks without changes that the database is reachable, recent, allows enough connections and belongs to
 * this program.
 */
export async function checkDatabase(config: ControlPlaneConfig["database"], log: Logger): Promise<Finding> {
  if (config.url === undefined && !existsSync(config.folder)) {
    return ok("database", `the embedded server will be set up in ${config.folder} at the first start`);
  }
  try {
    const { db, kind, close } = await openDatabase(config, log, { name: "marketplane-doctor", joins: true });
    try {
      assertKnown(await listApplied(db));
      const tooFew = await findTooFewConnections(db, config, processes);
      if (tooFew !== undefined) {
        return problem(
          "database",
          tooFew,
          "Follow the advice above; docs/control-plane.md explains the number of connections.",
        );
      }
      const pending = await listPending(db);
      const state =
        pending.length === 0 ? "up to date" : `the next start applies these migrations: ${pending.join(", ")}`;
      return ok("database", `${kind}, PostgreSQL ${await readServerVersion(db)}, ${state}`);
    } finally {
      await close();
    }
  } catch (error) {
    return problem("database", errorText(error), "Fix the problem above, or set database.url.");
  }
}
