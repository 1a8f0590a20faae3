import { Command } from "commander";
import { z } from "zod";
import { readConfig } from "../../core/config/read-config.ts";
import type { Environment } from "../../core/config/resolve-references.ts";
import { secretsOf } from "../../core/config/secrets-of.ts";
import { listApplied } from "../../core/db/migrate.ts";
import { openDatabase } from "../../core/db/open-database.ts";
import { type AuditVerdict, verifyChain } from "../../core/ledger/audit-chain.ts";
import { readAudit } from "../../core/ledger/read-audit.ts";
import { createLogger } from "../../core/telemetry/create-logger.ts";
import { defineCommand } from "../define-command.ts";

const Options = z.strictObject({
  config: z.string().default("marketplane.yaml"),
  head: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be the hash that an earlier run printed as the head")
    .optional(),
  json: z.boolean().default(false),
});

/** marketplane audit: what was done, by whom, and whether somebody tampered with the record of it. */
export function auditCommand(environment: Environment): Command {
  return new Command("audit").description("The log of every change").addCommand(verifyCommand(environment));
}

/** marketplane audit verify: exit 0 if the log is what was written, 1 with the first entry that is not. */
function verifyCommand(environment: Environment): Command {
  return defineCommand({
    name: "verify",
    description: "Checks that no entry of the audit log was changed or removed; while the control plane runs, too",
    flags: {
      "--config <file>": "configuration (default: marketplane.yaml)",
      "--head <hash>":
        "head of an earlier run, which shows that nothing was cut off since; keep it outside the database",
      "--json": "prints JSON",
    },
    options: Options,
    async handler({ config: file, head, json }) {
      const config = readConfig(file, environment);
      const log = createLogger({ level: "warn", secrets: secretsOf(config) });
      const database = await openDatabase(config.database, log, { name: "marketplane-audit", joins: true });
      try {
        if ((await listApplied(database.db)).length === 0) {
          throw new Error("the database holds no control plane yet: is this the right one?");
        }
        const verdict = await verifyChain(readAudit(database.db), head);
        process.stdout.write(json ? `${JSON.stringify(toReport(verdict))}\n` : toText(verdict));
        process.exitCode = verdict.isIntact ? 0 : 1;
      } finally {
        await database.close();
      }
    },
  });
}

function toReport(verdict: AuditVerdict) {
  return verdict.isIntact
    ? { isIntact: true, entries: verdict.head.seq, head: verdict.head.hash }
    : { isIntact: false, brokenAt: verdict.seq, what: verdict.what };
}

function toText(verdict: AuditVerdict): string {
  return verdict.isIntact
    ? `intact, ${verdict.head.seq} entries\nhead: ${verdict.head.hash}\n`
    : `broken at entry ${verdict.seq}: ${verdict.what}\n`;
}
